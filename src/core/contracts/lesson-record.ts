import type { OutcomeKind } from "./outcome.ts";
import type { Cause } from "./run-result.ts";

/** A lesson that a session was given, by its brief or by its backend, and how that ended. */
export interface LessonUse {
  readonly lesson: string;
  readonly rev: string;
  readonly session: string;
  readonly agent: string;
  readonly outcome: OutcomeKind;
}

/** Number of an agent's sessions that ended in one way. */
export interface EndedTally {
  readonly agent: string;
  readonly outcome: OutcomeKind;
  readonly cause: Cause | null;
  readonly sessions: number;
}

/**
 * Count that another program has made of a lesson before: "category/file.md" or its id; sessions may be parts of one.
 */
export interface MeasuredLesson {
  readonly lesson: string;
  readonly sessions: number;
  readonly good: number;
}

/** Endings of sessions with and without each lesson, as far back as they still say something. */
export interface LessonHistory {
  /** Of all sessions that had an item. */
  readonly all: readonly EndedTally[];
  /** Of those that were given a lesson. */
  readonly using: readonly (EndedTally & { readonly lesson: string })[];
  readonly measured: readonly MeasuredLesson[];
}

/** A lesson that was wrong. What was derived from it, memories, too, is not to be used any more. */
export interface RetractedLesson {
  readonly workspace: string;
  /** The id, or the path of one that has none. */
  readonly lesson: string;
  readonly reason: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** A lesson's file that a session has written by itself: not read until a person has looked at it, or changed it. */
export interface HeldLesson {
  readonly workspace: string;
  readonly path: string;
  readonly rev: string;
  readonly session: string;
}

/** Ledger's record of lessons. */
export interface LessonRecord {
  use(session: string, lessons: readonly { readonly id: string; readonly rev: string }[]): Promise<void>;
  /** Of ended sessions. */
  uses(): Promise<readonly LessonUse[]>;
  history(): Promise<LessonHistory>;
  /** In place of what was measured elsewhere before. */
  measure(measured: readonly MeasuredLesson[]): Promise<void>;
  retract(retracted: RetractedLesson): Promise<void>;
  /** The newest first. */
  retracted(): Promise<readonly RetractedLesson[]>;
  /** A person has thought better of it. False when it was not retracted. */
  restore(workspace: string, lesson: string): Promise<boolean>;
  hold(held: readonly HeldLesson[]): Promise<void>;
  held(workspace: string): Promise<readonly HeldLesson[]>;
  /** False when it was not held. */
  release(workspace: string, path: string): Promise<boolean>;
}
