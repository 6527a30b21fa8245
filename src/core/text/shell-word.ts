const PLAIN_WORD = /^[\w@%+=:,./-]+$/;

/** As a shell reads it as one word: what is proposed can be pasted, whatever stands in a name. */
export const shellWord = (text: string): string =>
  PLAIN_WORD.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
