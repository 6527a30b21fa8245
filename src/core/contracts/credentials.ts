/** Variables that hold keys and tokens, by name. */
export type Credentials = Readonly<Record<string, string>>;

/** Takes secrets out of a text. */
export type Redact = (text: string) => string;
