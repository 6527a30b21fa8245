import type { SessionRecord } from "./fleet-history.ts";
import type { OutcomeKind } from "./outcome.ts";
import type { Cause } from "./run-result.ts";
import type { EndingCount, Reservation, SpendingTime } from "./spending.ts";

/** Sessions of an agent that ended in the same way. */
export interface EndingGroup {
  readonly agent: string;
  readonly kind: OutcomeKind;
  readonly unproven?: true;
  readonly cause?: Cause;
  readonly sessions: number;
  /** Epoch milliseconds at which the first and the last of them ended. */
  readonly first: number;
  readonly last: number;
  /** So many different items they were on, and so many different reasons they gave. */
  readonly items: number;
  readonly reasons: number;
  /** The latest of them, its reason, and the title of its item. */
  readonly session: string;
  readonly reason: string;
  readonly title?: string;
}

/** Dues of a rule that led to no session, in the same way. */
export interface UnusedDues {
  readonly agent: string;
  readonly rule: string;
  readonly state: "skipped" | "missed";
  readonly dues: number;
  /** So many different reasons; the latest is told, and when that due came: epoch milliseconds. */
  readonly reasons: number;
  readonly reason: string;
  readonly last: number;
}

/** Sessions of an agent that ended alike in the same slice of a span. */
export interface EndingSlice extends EndingCount {
  readonly agent: string;
  /** Number of the slice, from 0. */
  readonly slice: number;
}

/** Charges of a day, in micro-dollars: "2026-11-22". */
export interface DaySpending {
  readonly day: string;
  readonly micros: number;
}

/** Subject of a list of sessions: something came of them, their work is not on the branch, they assumed or learned something. */
export type ListedFor = "all" | "fruitful" | "off-branch" | "assumed" | "learned";

/** The newest sessions of a list, and how many there are in all. */
export interface ListedSessions<Session = SessionRecord> {
  readonly all: number;
  readonly sessions: readonly Session[];
}

/** Sums over a night, however many sessions it has, and as many of those as are asked for. */
export interface NightHistory {
  /** Failures first, and within them the most frequent. */
  failures(span: SpendingTime): Promise<readonly EndingGroup[]>;
  /** All that neither failed nor came to something, the most frequent first. */
  fruitless(span: SpendingTime): Promise<readonly EndingGroup[]>;
  /** Sessions whose work is proved: those on items that somebody wrote down before duties, the newest first. */
  proved(span: SpendingTime, limit: number): Promise<readonly SessionRecord[]>;
  /** The newest first. */
  listed(span: SpendingTime, listedFor: ListedFor, limit: number): Promise<ListedSessions>;
  /** By slices of so many milliseconds, from the start of the span on. */
  slices(span: SpendingTime, width: number): Promise<readonly EndingSlice[]>;
  /** The latest first. */
  unusedDues(span: SpendingTime): Promise<readonly UnusedDues[]>;
  /** Charges by day, from a day on, the oldest first; a day without a session is left out. */
  spendingByDay(from: string): Promise<readonly DaySpending[]>;
  assumedBy(session: string): Promise<readonly string[]>;
  chargeOf(session: string): Promise<Reservation | undefined>;
}
