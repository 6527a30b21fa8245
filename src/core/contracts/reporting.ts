/** What can be told of by itself. */
export const REPORTED = ["done", "failed", "crashed", "rescued", "ended", "obligation", "incident", "digest"] as const;
export type Reported = (typeof REPORTED)[number];

/** Who hears of what: a line of midwatch.yaml's `reports`. */
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

/** What a fleet tells of by itself. */
export interface Reporting {
  readonly rules: readonly ReportRule[];
  /** Whether there is a switch to be told that agents live; and who hears of it when that cannot be reached. */
  readonly deadMan?: { readonly fallback?: string | undefined } | undefined;
}
