/** Keys and tokens, as their issuers write them: nothing else looks so. */
export const SECRET =
  /\b(?:AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{60,90}|sk-ant-[\w-]{24,}|sk-(?:proj-)?[A-Za-z0-9_-]{32,}|xox[abpr]-[\w-]{20,}|AIza[\w-]{35}|glpat-[\w-]{20}|npm_[A-Za-z0-9]{36})\b|-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/;
