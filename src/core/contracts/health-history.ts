import type { HealthRun, Incident } from "./incidents.ts";

/** Ledger's record of how a fleet is. */
export interface HealthHistory {
  /** The open incidents, the oldest first; those that were resolved after a moment as well, where one is given. */
  incidents(resolvedAfter?: number): Promise<readonly Incident[]>;
  /** Last finding of each check. */
  healthRuns(): Promise<readonly HealthRun[]>;
  /** Items that were passed over as waiting or blocked at every look, and since when: a month at most. */
  waits(): Promise<readonly WaitingItem[]>;
}

/** Assumptions that sessions make because there is no person to ask. */
export interface AssumptionRecord {
  /** In its own words; again, it changes nothing. */
  keep(session: string, assumed: readonly string[]): Promise<void>;
}

/** An item that waits, or is blocked. Times are epoch milliseconds. */
export interface WaitingItem {
  readonly source: string;
  readonly item: string;
  readonly title: string;
  /** "waiting: for a review" */
  readonly reason: string;
  readonly since: number;
  /** Epoch milliseconds of the last look. */
  readonly seen: number;
}
