import type { Draft } from "./channel.ts";
import type { Publication } from "./outcome.ts";

/** A letter for a channel, before it is in the outbox. */
export interface NewDelivery {
  /** Subject of the letter: each channel sends one subject once, however often and by whatever it is said again. */
  readonly key: string;
  /** A name of midwatch.yaml's. */
  readonly channel: string;
  readonly letter: Draft;
  /** The session whose work it tells of: it is not sent before that has come to rest. */
  readonly session?: string;
  /** The channel that has it instead, when this one cannot bring it in time. */
  readonly fallback?: string;
  /** Epoch milliseconds from which on it would say nothing any more. */
  readonly until?: number;
  /** It says more than those of its channel and place that are still to be sent: they are dropped. */
  readonly supersedes?: boolean;
}

/** "sent": it may have arrived, whatever happened then. "held" waits for a person. */
export type DeliveryState = "intent" | "sent" | "confirmed" | "held" | "dropped";

/** A letter on its way: a fact of its own, whatever became of the session it tells of. */
export interface Delivery extends NewDelivery {
  readonly id: string;
  readonly state: DeliveryState;
  /** Number of its messages that have arrived. */
  readonly arrived: number;
  readonly attempts: number;
  /** Epoch milliseconds: since when it is to be sent. */
  readonly since: number;
  /** Epoch milliseconds before which it is not tried again. */
  readonly next: number;
  /** Reason why it has not arrived yet, or never will. */
  readonly reason: string;
  /** Publication of its session's work. */
  readonly publication?: Publication;
}

/** Delivery that is tried again, and when. */
export interface Postponed {
  /** Epoch milliseconds. */
  readonly next: number;
  readonly reason: string;
  /** True when it may have arrived all the same. */
  readonly doubtful: boolean;
}

/** Ledger's record of letters. */
export interface OutboxRecord {
  queue(deliveries: readonly NewDelivery[]): Promise<void>;
  has(channel: string, key: string): Promise<boolean>;
  /** Those whose time has come, the oldest first; those of a session whose work is still to be published are not. */
  due(now: number): Promise<readonly Delivery[]>;
  /** Before a message leaves: from here on it may have arrived. It is not looked for before `next`. */
  sending(id: string, next: number): Promise<void>;
  /** So many of its messages have arrived; with `whole`, it is delivered. */
  arrived(id: string, messages: number, whole: boolean): Promise<void>;
  postpone(id: string, postponed: Postponed): Promise<void>;
  /** It waits for a person; or the other channel has it now. Either way a person is to see to it. */
  hold(id: string, reason: string, owed: Owed): Promise<void>;
  /** False when it is not open or held. */
  drop(id: string, reason: string): Promise<boolean>;
  /** From now on, as if it had only just come up. False when it is not open or held. */
  retry(id: string, now: number): Promise<boolean>;
}

/** Person who hears of a letter that could not be delivered. */
export interface Owed {
  readonly obligation: { readonly key: string; readonly owner: string; readonly action: string; readonly at: number };
  readonly instead?: NewDelivery;
}
