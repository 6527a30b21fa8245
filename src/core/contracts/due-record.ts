import type { Due } from "./session.ts";

/** A due and the one state it ended in; while it is pending, the reason says what it waits for. */
export interface DueRecord extends Due {
  readonly agent: string;
  /** Epoch milliseconds; later than `from` for a range of moments that were missed together. */
  readonly to: number;
  /** Number of moments it stands for. */
  readonly n: number;
  readonly state: "pending" | "ran" | "coalesced" | "skipped" | "missed";
  readonly session?: string;
}

/** Filter for dues: those that reach into a span of time, where one is given. Epoch milliseconds. */
export interface DueFilter {
  readonly agent: string;
  /** All of them when left out. */
  readonly limit?: number;
  readonly from?: number;
  readonly upTo?: number;
}

/** Dues that a rule has brought since it was last looked at. */
export interface Accrual {
  readonly agent: string;
  readonly rule: string;
  /** The cursor it was worked out from; undefined for a rule that was never looked at. */
  readonly since: number | undefined;
  /** New place of the cursor. Before `since` when the clock was set back. */
  readonly upto: number;
  readonly dues: readonly DueRecord[];
}
