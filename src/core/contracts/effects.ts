import type { ContainmentName } from "./containment.ts";
import type { Obligation } from "./fleet-history.ts";
import type { Learned } from "./lessons.ts";
import type { MemoryIntent } from "./memory.ts";
import type { Outcome, Proof } from "./outcome.ts";
import type { ApplyIntent, RescueIntent } from "./rescues.ts";
import type { Spoken } from "./threads.ts";
import type { ItemReport, WorkItem } from "./work.ts";

/** Everything needed to publish a session's work, by whichever process finishes it. */
export interface PublishIntent extends Spoken {
  readonly agent: string;
  readonly item: WorkItem;
  readonly report: ItemReport;
  readonly outcome: Outcome;
  readonly startedAt: number;
  /**
   * Epoch milliseconds. Every process that publishes it, however often, writes this time: the same bookkeeping again
   * is none.
   */
  readonly endedAt: number;
  /** Proof that its item's end rests on. */
  readonly proof?: Proof;
  /** Lines for the journal entry. */
  readonly notes: string;
  /** Answer for the person who asked for the item, besides the outcome; only where one waits for it. */
  readonly answer?: string;
  /** Containment of its programs. */
  readonly contained?: ContainmentName;
  /** The commit of the hub that holds the work; missing when there is only bookkeeping to publish. */
  readonly work?: string;
  /** Rescue ref of unpublished work. */
  readonly rescue?: string;
}

/** Something the outside world will see: intent, then sent, then confirmed; never twice. */
export type Effect =
  | PublishEffect
  | RecordEffect
  | RescueEffect
  | ApplyEffect
  | LessonsEffect
  | MemoryEffect
  | UnreadableEffect;
export type PublishEffect = Journaled & { readonly kind: "publish"; readonly payload: PublishIntent };
/** An item's source could not record its end when its session's work was published: it is told later. */
export type RecordEffect = Journaled & { readonly kind: "record"; readonly payload: PublishIntent };
/** `workspace` is the one that the lessons stand in. */
export type LessonsEffect = Journaled & { readonly kind: "lessons"; readonly payload: Learned };
export type MemoryEffect = Journaled & { readonly kind: "memory"; readonly payload: MemoryIntent };
/** A person puts kept work on a branch; of a session that has ended. */
export type ApplyEffect = Journaled & { readonly kind: "apply"; readonly payload: ApplyIntent };
export type RescueEffect = Journaled & { readonly kind: "rescue"; readonly payload: RescueIntent };
/** A row that says nothing any more: it is passed by, and a person is told. */
type UnreadableEffect = Journaled & { readonly kind: "unreadable"; readonly payload?: undefined };

interface Journaled {
  readonly id: string;
  readonly session: string;
  readonly workspace: string;
  readonly state: "intent" | "sent" | "confirmed" | "held";
  /** The commit that was last sent. */
  readonly sent?: string;
  /** Number of failed attempts in a row to bring it to its place; `reason` says why the last one failed. */
  readonly attempts: number;
  readonly reason: string;
  /** Epoch milliseconds before which it is not tried again. */
  readonly next: number;
}

/** Delay of an effect: the reason, the time, and the obligation of the person who is asked about it. */
export interface Postponement {
  readonly reason: string;
  /** Epoch milliseconds. */
  readonly next: number;
  readonly asked?: Obligation;
}
