import type { Cause } from "./contracts/backend.ts";
import type { SessionRecord, Settlement } from "./contracts/ledger.ts";
import type { Outcome } from "./contracts/session.ts";

/** What the next session would run into as well, whatever its item. */
const ALSO_NEXT: readonly Cause[] = ["auth", "billing", "rate_limit", "overloaded"];
const PAUSE_MS = 3 * 60_000;

/** Why an agent is not to be run yet, from how its last session ended; undefined when it may. */
export function pauseOf(last: SessionRecord | undefined, now: number): string | undefined {
  if (!last?.outcome?.cause || !ALSO_NEXT.includes(last.outcome.cause)) return undefined;
  const until = last.outcome.retryAt ?? (last.endedAt ?? last.startedAt) + PAUSE_MS;
  if (now >= until) return undefined;
  const { kind, cause, reason } = last.outcome;
  return `${last.agent} is not run again before ${new Date(until).toISOString()}: its last session ended as ${kind} (${cause}): ${reason}`;
}

/** When the item of a deferred session may be offered again, where somebody said so. */
export const retryOf = ({ kind, retryAt }: Outcome): Pick<Settlement, "retryAt"> =>
  kind === "deferred" && retryAt !== undefined ? { retryAt } : {};
