/** Ledger's claim on an item: its holder or how it ended, and at which revision. */
export interface Claim {
  readonly source: string;
  readonly item: string;
  readonly rev: string;
  readonly state: "free" | "held" | "done" | "quarantined";
  readonly holder: string;
  /** The open session that holds it; null for a person's, and for one that is not held. */
  readonly session: string | null;
  readonly reason: string;
  /** Sessions in a row that it brought to nothing. */
  readonly attempts: number;
  /** Epoch milliseconds before which it is not offered again. */
  readonly until: number;
}
