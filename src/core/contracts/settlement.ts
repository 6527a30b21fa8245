import type { NewDelivery } from "./outbox.ts";
import type { Outcome, Publication, Remains } from "./outcome.ts";
import type { HostProcess } from "./processes.ts";
import type { Usage } from "./run-result.ts";
import type { Due } from "./session.ts";
import type { BudgetRequest } from "./spending.ts";
import type { Tier } from "./work.ts";

export interface OpenRequest {
  readonly session: string;
  readonly agent: string;
  readonly workspace: string;
  readonly backend: string;
  readonly budget: BudgetRequest;
  readonly due: Due;
  readonly at: number;
  readonly slots: number;
  readonly process: HostProcess;
  /** Marks of the fleet's files as they are now, by path. */
  readonly files?: ReadonlyMap<string, string>;
}

/** "busy" passes by itself, and a due that can wait does; "refused" does not, and the due is skipped. */
export type Opened =
  | { readonly ok: true; readonly fence: number }
  | { readonly ok: false; readonly kind: "busy" | "refused"; readonly reason: string };

export interface CandidateRecord {
  readonly source: string;
  readonly item: string;
  readonly title: string;
  readonly rev: string;
  readonly tier: Tier;
  readonly taken: boolean;
  readonly reason: string;
}

/** A session's last word: what it was, and what becomes of the claim it held. */
export interface Settlement extends Remains {
  readonly session: string;
  readonly at: number;
  readonly outcome: Outcome;
  readonly publication: Publication;
  readonly usage?: Usage;
  /** Micro-dollars it took. Missing when that is not known: then it is charged what was reserved. */
  readonly spent?: number;
  /** Epoch milliseconds before which a deferred item is not offered again. */
  readonly retryAt?: number;
  /** Letters about it: written down with it, or not at all. */
  readonly letters?: readonly NewDelivery[];
}
