import type { SessionRecord } from "../contracts/fleet-history.ts";
import type { Outcome } from "../contracts/outcome.ts";
import type { Cause } from "../contracts/run-result.ts";
import type { Settlement } from "../contracts/settlement.ts";
import { hasNeverRun } from "../text/outcome.ts";
import type { BackOff } from "./backoff.ts";

/** Causes that the next session would meet as well, whichever its item and agent. */
const ALSO_NEXT: readonly Cause[] = ["auth", "billing", "rate_limit", "overloaded"];
const PAUSE_MS = 3 * 60_000;

/** Pause of a backend, from its latest sessions, the newest first; undefined when agents may run on it. */
export function pauseOf(latest: readonly SessionRecord[], now: number): BackOff | undefined {
  // One that never came to its backend says nothing about it.
  const last = latest.find(({ outcome }) => outcome && !hasNeverRun(outcome));
  if (!last?.outcome?.cause || !ALSO_NEXT.includes(last.outcome.cause)) return undefined;
  const until = last.outcome.retryAt ?? (last.endedAt ?? last.startedAt) + PAUSE_MS;
  if (now >= until) return undefined;
  const { kind, cause, reason } = last.outcome;
  const whose = `${last.agent}'s session ${last.id} ended as ${kind} (${cause}): ${reason}`;
  return { until, reason: `no session starts on ${last.backend} before ${new Date(until).toISOString()}: ${whose}` };
}

/**
 * Time until which no agent is started by itself on a backend, so that its owner has some of the subscription left;
 * undefined when there is none.
 */
export function headRoomOf(latest: readonly SessionRecord[], headRoom: number, now: number): BackOff | undefined {
  const last = latest.find(({ usage }) => usage?.window !== undefined);
  const window = last?.usage?.window;
  if (!window || now >= window.until || window.used < 1 - headRoom) return undefined;
  const [used, left] = [Math.round(window.used * 100), Math.round(headRoom * 100)];
  const until = new Date(window.until).toISOString();
  const reason = `no session starts on ${last.backend} before ${until}: ${used} % of the subscription's window is used, and ${left} % is left to you`;
  return { until: window.until, reason };
}

/** Moment at which the item of a deferred session may be offered again, where the outcome names one. */
export const retryOf = ({ kind, retryAt }: Outcome): Pick<Settlement, "retryAt"> =>
  kind === "deferred" && retryAt !== undefined ? { retryAt } : {};
