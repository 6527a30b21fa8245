import type { OutcomeKind } from "../contracts/session.ts";

/** Outcomes that somebody may have to do something about. */
export const FAILED: readonly OutcomeKind[] = ["failed", "crashed", "unfit", "stopped"];
/** Outcomes with something to show. */
export const FRUITFUL: readonly OutcomeKind[] = ["done", "progress"];

/** "1 session", "2 sessions". */
export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
