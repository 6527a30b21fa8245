/** An expected failure that a person can act on: says what is wrong, where, and what would be right. */
export class MidwatchError extends Error {
  override readonly name = "MidwatchError";
}

export const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));

/** The first line of what went wrong: enough for a sentence, never a stack. */
export const messageOf = (thrown: unknown): string => asError(thrown).message.trim().split("\n")[0] ?? "";
