import type { SessionRecord } from "./contracts/ledger.ts";
import type { OutcomeKind } from "./contracts/session.ts";

const FIRST_MS = 5 * 60_000;
const LONGEST_MS = 6 * 3_600_000;
/** So many failures in a row are for a person to look at. */
export const PERSISTENT = 5;

const FAILED: readonly OutcomeKind[] = ["failed", "crashed", "unfit"];

/** How many of an agent's last sessions failed, one after the other; the newest first. */
export function failuresInARow(sessions: readonly SessionRecord[]): number {
  const ended = sessions.filter(({ outcome }) => outcome !== undefined);
  const good = ended.findIndex(({ outcome }) => outcome && !FAILED.includes(outcome.kind));
  return good === -1 ? ended.length : good;
}

export interface BackOff {
  /** Epoch milliseconds. */
  readonly until: number;
  readonly reason: string;
}

/**
 * When an agent whose last sessions failed is tried again by itself: five minutes after the first failure, then twice as
 * long after each, up to six hours. A session that does not fail ends it; so does a person who runs one that does not.
 */
export function backOffOf(sessions: readonly SessionRecord[]): BackOff | undefined {
  const failures = failuresInARow(sessions);
  const [last] = sessions;
  if (failures === 0 || !last) return undefined;
  const wait = Math.min(FIRST_MS * 2 ** (failures - 1), LONGEST_MS);
  const until = (last.endedAt ?? last.startedAt) + wait;
  const times = failures === 1 ? "its last session" : `its last ${failures} sessions`;
  const reason = `${last.agent} is tried again at ${new Date(until).toISOString()}, ${wait / 60_000} minutes after ${times} failed: ${last.outcome?.reason ?? ""}`;
  return { until, reason };
}
