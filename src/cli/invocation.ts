/** Call of midwatch as the person who reads this can type it: from a clone there is no such command on the PATH. */
export const invocation = (): string =>
  process.env.npm_lifecycle_event === undefined ? "midwatch" : "npm run --silent midwatch --";
