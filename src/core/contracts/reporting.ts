/** Things that can be reported without being asked for. */
export const REPORTED = ["done", "failed", "crashed", "rescued", "ended", "obligation", "incident", "digest"] as const;
export type Reported = (typeof REPORTED)[number];

/** Receiver of some reports: a line of midwatch.yaml's `reports`. */
export interface ReportRule {
  readonly on: readonly Reported[];
  /** A channel's name. */
  readonly to: string;
  /** The channel that has it when the first one cannot bring it within ten minutes. */
  readonly fallback?: string | undefined;
  /** "08:00", where the fleet's clocks are: from when on the day's digest is sent. */
  readonly at: string;
}

/** The channel of the dead man's switch, in the ledger and in `midwatch outbox`. */
export const DEAD_MAN = "dead-man";

/** Reports that a fleet sends by itself. */
export interface Reporting {
  readonly rules: readonly ReportRule[];
  /**
   * Switch that is told that agents live, and the channel that hears of it when that cannot be reached; missing for
   * none.
   */
  readonly deadMan?: { readonly fallback?: string | undefined } | undefined;
}
