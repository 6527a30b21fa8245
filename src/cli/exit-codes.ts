import type { RefusalKind } from "../core/contracts/refusal.ts";
import type { Ended, Rested } from "../core/contracts/session.ts";
import { isCutShort, isFailure } from "../core/text/outcome.ts";
import { passesByItself } from "../core/text/refusal.ts";

/** Exit codes that a script may rely on. */
export const EXIT = { ok: 0, failed: 1, usage: 2, warns: 3, busy: 75 } as const;

/** Nothing passes by itself of what a remote will not take. */
const needsPerson = (refused: RefusalKind | undefined) => refused !== undefined && !passesByItself(refused);

/** Done, or nothing to do: 0. Somebody else is at it, or it is to be tried again later: 75. */
export function exitCodeOf(result: Ended | Rested): number {
  if (!("outcome" in result)) return result.kind === "busy" ? EXIT.busy : EXIT.ok;
  if (result.outcome.kind === "deferred") return EXIT.busy;
  if (result.publication.kind === "pending" && needsPerson(result.publication.refused)) return EXIT.failed;
  return isFailure(result.outcome) || isCutShort(result.outcome) ? EXIT.failed : EXIT.ok;
}
