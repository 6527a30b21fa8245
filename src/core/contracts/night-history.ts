import type { SessionRecord } from "./fleet-history.ts";
import type { OutcomeKind } from "./outcome.ts";
import type { Cause } from "./run-result.ts";
import type { SpendingTime } from "./spending.ts";

/** Sessions of an agent that failed, or were cut short, in the same way. */
export interface FailureGroup {
  readonly agent: string;
  readonly kind: OutcomeKind;
  readonly cause?: Cause;
  readonly sessions: number;
  /** Epoch milliseconds at which the first and the last of them ended. */
  readonly first: number;
  readonly last: number;
  /** The latest of them, and its reason. */
  readonly session: string;
  readonly reason: string;
}

/** Charges of a day, in micro-dollars: "2026-11-22". */
export interface DaySpending {
  readonly day: string;
  readonly micros: number;
}

/** Sums over a night, however many sessions it has. */
export interface NightHistory {
  /** Failures first, and within them the most frequent. */
  failures(span: SpendingTime): Promise<readonly FailureGroup[]>;
  /** Sessions whose work is proved: those on items that somebody wrote down before duties, the newest first. */
  proved(span: SpendingTime, limit: number): Promise<readonly SessionRecord[]>;
  /** Charges by day, from a day on, the oldest first; a day without a session is left out. */
  spendingByDay(from: string): Promise<readonly DaySpending[]>;
}
