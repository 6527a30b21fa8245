const SHORT_ID = 10;

/** A memory as briefs call it: enough of its id to tell it from the others. */
export const shortIdOf = (id: string): string => id.slice(-SHORT_ID);
