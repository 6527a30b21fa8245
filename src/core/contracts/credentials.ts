/** Variables that hold keys and tokens, by name. */
export type Credentials = Readonly<Record<string, string>>;
