import type { LeftLessons } from "./backend.ts";
import type { HeldLesson, LessonHistory } from "./lesson-record.ts";
import type { Verdict } from "./verdict.ts";
import type { FileEdit, WorkspaceView } from "./work.ts";

/** A lesson as a run has written it down. */
export interface ProposedLesson {
  readonly title: string;
  readonly rule: string;
  /** Phrases that stand in a text when the lesson matters. */
  readonly keywords: readonly string[];
}

/** Lessons of a session, and where they come from. */
export interface Learned {
  readonly author: string;
  readonly session: string;
  /** The item it was learned on: "source: id". */
  readonly origin: string;
  /** Reason why its text may come from strangers; then a person looks at it before any agent reads it. */
  readonly tainted?: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly lessons: readonly ProposedLesson[];
}

/** Facts about a lesson that a sharing policy may use. */
export interface LessonFacts {
  readonly path: string;
  readonly title: string;
  /** The agent that learned it; missing for one that a person wrote. */
  readonly author?: string;
  readonly keywords: readonly string[];
  readonly tags: readonly string[];
  readonly probation: boolean;
}

/**
 * Policy on the lessons of its siblings that an agent gets to read. Pure. Its own, and those of people, it always
 * reads.
 */
export interface LessonSharing {
  /** Verdict on `reader` getting it. A refusal says why. */
  admits(lesson: LessonFacts, reader: string): Verdict;
}

/** A lesson that is in a brief, and why. */
export interface OfferedLesson extends LessonFacts {
  readonly id: string;
  /** Changes with its text. */
  readonly rev: string;
  readonly body: string;
  readonly matchedBy: readonly string[];
}

/** The lessons for an item, the most valuable first. */
export interface Recalled {
  readonly offered: readonly OfferedLesson[];
  /** Number of further lessons that would have been of use, if there were room. */
  readonly omitted: number;
  /** Those that stand in their files as retracted. */
  readonly retracted?: readonly { readonly lesson: string; readonly reason: string }[];
  /** Reason why there are none, when it is not that none match. */
  readonly trouble?: string;
}

/**
 * Versions of files that a session has written past its notes, and no person has looked at: not read, and not built
 * upon.
 */
export type Held = readonly Pick<HeldLesson, "path" | "rev">[];

/** Question for lessons that fit an item. */
export interface LessonQuestion {
  readonly view: WorkspaceView;
  readonly agent: string;
  /** The item, in words. */
  readonly text: string;
  readonly held: Held;
  /** Record of what has helped before: that comes first. */
  readonly history: LessonHistory;
}

/** Reader of lessons, and those versions that it must not see. */
export interface LessonReader {
  readonly view: WorkspaceView;
  readonly agent: string;
  readonly held: Held;
}

/** A lesson as the ledger counts it. */
export interface CountedLesson {
  readonly id: string;
  readonly rev: string;
}

/** A lesson's file as it is to be. */
export interface KeptLesson extends FileEdit {
  /** Reason why a person has to look at it before any agent reads it. */
  readonly waits?: string;
}

/** Verdict of the record on a lesson, not yet in the lesson's file. */
export interface JudgedLesson {
  readonly id: string;
  readonly path: string;
  /** Has shown that it helps; or is set aside, because sessions end worse with it. */
  readonly verdict: "helps" | "harms";
  /** With the figures. */
  readonly reason: string;
  /** Its text with all this in it. */
  readonly content: string;
}

/** Grounds of a judgement. */
export interface JudgementBasis {
  readonly history: LessonHistory;
  /** Asker: a person's own word is not overruled by a rule that runs by itself. */
  readonly by: "person" | "rule";
  readonly held: Held;
}

/** The lessons of a fleet: read from a commit, written by edits, so that there is never a checkout to fight over. */
export interface LessonBook {
  /** The workspace they stand in; undefined where each agent's own holds them. */
  readonly workspace?: string | undefined;
  /** True when a file of that workspace is one of them. */
  holds(path: string): boolean;
  /** Of a lesson's text. */
  revOf(text: string): string;
  /** A second version of a lesson, as a lesson of its own that stands beside it. */
  beside(path: string, text: string, session: string): FileEdit;
  recall(question: LessonQuestion): Promise<Recalled>;
  /** Lessons that are left to a backend that matches them by itself: all that `recall` could give. */
  leave(reader: LessonReader): Promise<LeftLessons>;
  /** Lessons by their files; one that stands outside of the book goes by its path. */
  counted(paths: readonly string[], view: WorkspaceView): Promise<readonly CountedLesson[]>;
  /**
   * A pure function of the fresh upstream: asked again whenever that has moved, it answers with nothing when all is
   * there.
   */
  keep(learned: Learned, view: WorkspaceView, held: Held): Promise<readonly KeptLesson[]>;
  /** True when the record can say anything new of any lesson: cheap, for every session asks. */
  hasNews(history: LessonHistory): boolean;
  /** Those whose probation ends, and those to be retired. Like `keep`, empty when their files say so already. */
  judge(court: JudgementBasis, view: WorkspaceView): Promise<readonly JudgedLesson[]>;
}
