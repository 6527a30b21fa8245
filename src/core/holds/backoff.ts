import type { SessionRecord } from "../contracts/fleet-history.ts";
import type { Outcome } from "../contracts/outcome.ts";
import { isFailure, isFruitless } from "../text/outcome.ts";

const FIRST_BACKOFF_MS = 5 * 60_000;
const MAX_BACKOFF_MS = 6 * 3_600_000;
/** So many failures in a row are for a person to look at. */
export const PERSISTENT = 5;

/** Number of an agent's last sessions that failed in a row; `sessions` has the newest first. */
export const failuresInARow = (sessions: readonly SessionRecord[]): number => inARow(sessions, isFailure);

function inARow(sessions: readonly SessionRecord[], counts: (outcome: Outcome) => boolean): number {
  const ended = sessions.flatMap(({ outcome }) => outcome ?? []);
  const other = ended.findIndex((outcome) => !counts(outcome));
  return other === -1 ? ended.length : other;
}

export interface BackOff {
  /** Epoch milliseconds. */
  readonly until: number;
  readonly reason: string;
}

/**
 * Back-off of an agent whose last sessions failed, or came to nothing: it is tried again by itself five minutes after
 * the first, then twice as long after each, up to six hours. A session that comes to something ends it, whether
 * midwatch or a person started that.
 */
export function backOffOf(sessions: readonly SessionRecord[]): BackOff | undefined {
  const count = inARow(sessions, (outcome) => isFailure(outcome) || isFruitless(outcome));
  const [last] = sessions;
  if (count === 0 || !last) return undefined;
  const wait = Math.min(FIRST_BACKOFF_MS * 2 ** (count - 1), MAX_BACKOFF_MS);
  const until = (last.endedAt ?? last.startedAt) + wait;
  const times = count === 1 ? "its last session" : `its last ${count} sessions`;
  const how = failuresInARow(sessions) === count ? "failed" : "had no effect";
  const reason = `${last.agent} is tried again at ${new Date(until).toISOString()}, ${wait / 60_000} minutes after ${times} ${how}: ${last.outcome?.reason ?? ""}`;
  return { until, reason };
}
