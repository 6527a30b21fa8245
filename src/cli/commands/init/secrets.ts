const SECRET = /(?:sk-|gh[pousr]_|github_pat_|xox[abp]-|AKIA)[\w-]{8,}/;
const EVERY = new RegExp(SECRET, "g");

/** True when a text holds what looks like a key or a token. */
export const looksSecret = (text: string): boolean => SECRET.test(text);

/**
 * The text without keys and tokens: init's files will be committed, and one that stood in a prompt must not come along.
 */
export const withoutSecrets = (text: string): string => text.replaceAll(EVERY, "[secret left out]");
