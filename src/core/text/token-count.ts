const BYTES_PER_TOKEN = 4;

/** Tokens of a text in a prompt, roughly, as models count: four letters of ours a token, few of most others. */
export const tokensOf = (text: string): number => Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);
