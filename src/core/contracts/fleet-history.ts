import type { HealthHistory } from "./health-history.ts";
import type { Outcome, OutcomeKind, Publication, Remains } from "./outcome.ts";
import type { PhaseName } from "./phase-name.ts";
import type { HostProcess } from "./processes.ts";
import type { Rescue, RescueFilter } from "./rescues.ts";
import type { Usage } from "./run-result.ts";
import type { RaisedCap, Reservation, SpendingHistory } from "./spending.ts";
import type { ItemRef, Tier } from "./work.ts";

/** One session as history keeps it. */
export interface SessionRecord extends Remains {
  readonly id: string;
  readonly agent: string;
  readonly workspace: string;
  /** The name of what ran it. */
  readonly backend: string;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly phase: PhaseName;
  readonly base?: string;
  readonly process: HostProcess;
  readonly item?: { readonly source: string; readonly id: string; readonly title: string; readonly tier: Tier };
  readonly outcome?: Outcome;
  readonly publication?: Publication;
  readonly usage?: Usage;
  /** Id of the state of the fleet's files that it began with; missing where none was recorded. */
  readonly revision?: string;
  /** Number of candidates it had; those that say why it took what it took are kept for some months. */
  readonly considered?: number;
}

/** Filter for sessions; what is left out does not matter. */
export interface SessionFilter {
  readonly agent?: string;
  readonly backend?: string;
  /** On this item of this workspace. */
  readonly on?: ItemRef & { readonly workspace: string };
  /** Those alone that have told of a cost. */
  readonly isPaid?: boolean;
  /** Epoch milliseconds. */
  readonly endedAfter?: number;
  readonly startedAfter?: number;
  /** Kinds of ending; open sessions have none. */
  readonly outcomes?: readonly OutcomeKind[];
  /** Part of the id or the title of their item, in whichever case. */
  readonly itemText?: string;
  /** All of them when left out. */
  readonly limit?: number;
}

/** Something that a person is asked to do. */
export interface Obligation {
  /** The same key is the same thing, however often it comes up. */
  readonly key: string;
  /** Person who has to see to it; "owner" is the owner of the fleet. */
  readonly owner: string;
  readonly action: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Record that parts may ask: how sessions went, what was spent, what waits. Parts never write to it. */
export interface FleetHistory extends HealthHistory, SpendingHistory {
  /** Those that have not ended; one of a process that is gone as well, until `recover` has ended it. */
  openSessions(): Promise<readonly SessionRecord[]>;
  /** Newest first. */
  sessions(filter: SessionFilter): Promise<readonly SessionRecord[]>;
  /** All sessions whose id starts so. */
  find(idPrefix: string): Promise<readonly SessionRecord[]>;
  /** Reservations and charges of a day and, as the clock has it, of later ones. */
  reservations(day: string): Promise<readonly Reservation[]>;
  /** Caps that were set anew for a day: "2026-11-22". */
  raisedCaps(day: string): Promise<readonly RaisedCap[]>;
  /** Kept work, the oldest first. */
  rescues(filter?: RescueFilter): Promise<readonly Rescue[]>;
  /** Open ones, in no order. */
  obligations(): Promise<readonly Obligation[]>;
  /**
   * The newest work of its own that a session on the item was kept from publishing, and no session has ended well
   * since.
   */
  rescued(workspace: string, item: ItemRef): Promise<{ readonly ref: string } | undefined>;
  /** Ended sessions whose work, or what is to be told of it, has not come to its place yet, oldest first. */
  unconfirmed(workspace?: string): Promise<readonly { readonly session: string }[]>;
}
