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
  /** Epoch milliseconds: of one that a person holds, when it ends; of any other, before which it is not offered again. 0: neither. */
  readonly until: number;
}

/** Time of a claim of a person's that ends by itself. Epoch milliseconds. */
export interface HoldTime {
  readonly now: number;
  readonly until: number;
}
