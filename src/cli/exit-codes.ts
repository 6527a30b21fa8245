import type { Ended, OutcomeKind, Rested } from "../core/contracts/session.ts";

/** What a script may rely on. */
export const EXIT = { ok: 0, failed: 1, usage: 2, warns: 3, busy: 75 } as const;

const FAILED: readonly OutcomeKind[] = ["failed", "crashed", "unfit", "stopped"];

/** Done, or nothing to do: 0. Somebody else is at it, or it is to be tried again later: 75. */
export function exitCodeOf(result: Ended | Rested): number {
  if (!("outcome" in result)) return result.kind === "busy" ? EXIT.busy : EXIT.ok;
  if (result.outcome.kind === "deferred") return EXIT.busy;
  return FAILED.includes(result.outcome.kind) ? EXIT.failed : EXIT.ok;
}
