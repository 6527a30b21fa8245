import type { Ledger } from "../../../../src/core/contracts/ledger.ts";

/** One ledger, and a way to open it a second time, as another process would. */
export interface LedgerCase {
  readonly ledger: Ledger;
  /** Another connection to the same record. */
  again(): Ledger;
  dispose(): Promise<void> | void;
}
