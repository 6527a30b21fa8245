const SECRET = /(?:sk-|gh[pousr]_|github_pat_|xox[abp]-|AKIA)[\w-]{8,}/;
const EVERY = new RegExp(SECRET, "g");

/** Whether a text holds what looks like a key or a token. */
export const looksSecret = (text: string): boolean => SECRET.test(text);

/** What init writes will be committed: a key that stood in a prompt must not come along. */
export const withoutSecrets = (text: string): string => text.replaceAll(EVERY, "[secret left out]");
