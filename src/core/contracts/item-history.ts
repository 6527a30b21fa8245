import type { Claim } from "./claims.ts";
import type { SessionRecord } from "./fleet-history.ts";
import type { Rescue } from "./rescues.ts";
import type { Wait } from "./waits.ts";
import type { ItemRef } from "./work.ts";

/** An item that a session, a claim or a wait is about. */
export interface KnownItem extends ItemRef {
  /** "*" for one that is the same for every workspace. */
  readonly workspace: string;
  readonly title: string;
}

/** A session on an item, and what it is charged with. */
export interface ItemSession extends SessionRecord {
  /** Micro-dollars. */
  readonly charged: number;
  /** True when its real cost is not known: it is charged with what was reserved. */
  readonly isGuess: boolean;
}

/** Times that an agent has passed an item over, for one reason. */
export interface PassedOver {
  readonly agent: string;
  readonly reason: string;
  readonly sessions: number;
  /** Epoch milliseconds at which the first and the last of these sessions began. */
  readonly first: number;
  readonly last: number;
  /** The latest of them. */
  readonly session: string;
}

/** A change of a claim or of a wait. */
export interface ItemChange {
  readonly at: number;
  readonly what: "claim" | "wait";
  /** The state that it came to. */
  readonly state: string;
  /** Holder of the claim, or the person who gave it free; empty for a wait. */
  readonly by: string;
  readonly session: string | null;
  /** Reason of the change; of a wait, its condition. */
  readonly reason: string;
}

/** Something about an item that needed a person, and needs nobody any more. */
export interface SettledNeed {
  readonly key: string;
  readonly action: string;
  /** Epoch milliseconds. */
  readonly raised: number;
  readonly at: number;
  /** The person who has settled it; "midwatch" where it went away by itself. */
  readonly by: string;
}

/** All the ledger knows of an item; each list begins with the oldest. */
export interface ItemFacts {
  readonly item: KnownItem;
  readonly claim?: Claim;
  readonly waits: readonly Wait[];
  readonly sessions: readonly ItemSession[];
  readonly passedOver: readonly PassedOver[];
  /** None from before midwatch kept them. */
  readonly changes: readonly ItemChange[];
  readonly settled: readonly SettledNeed[];
  readonly rescues: readonly Rescue[];
}

/** An item whose last session ended by a cause. */
export interface StoppedItem extends KnownItem {
  readonly agent: string;
  /** The last session on it. */
  readonly session: string;
  readonly reason: string;
  readonly isQuarantined: boolean;
}

/** Histories of items. */
export interface ItemHistory {
  /** Those with this id, in whichever source and workspace; the one that was heard of last comes first. */
  called(id: string): Promise<readonly KnownItem[]>;
  /** So many of those with a text in their id or title, in whichever case; or of all there are. */
  like(text: string, limit: number): Promise<readonly KnownItem[]>;
  facts(item: KnownItem): Promise<ItemFacts>;
  /** Items whose last session ended by a cause, as the short word for it; the one that did so first comes first. */
  stoppedBy(cause: string): Promise<readonly StoppedItem[]>;
  /** Causes by which the last session on any item ended, and on how many; the most frequent first. */
  causes(): Promise<readonly { readonly cause: string; readonly items: number }[]>;
}
