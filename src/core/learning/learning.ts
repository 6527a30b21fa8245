import type { SessionLessons } from "./session-lessons.ts";
import type { SessionMemory } from "./session-memory.ts";
import type { SiblingReviews } from "./sibling-reviews.ts";

/** Parts that a session learns from: lessons, its agent's memory, and neighbours. */
export interface Learning {
  readonly lessons: SessionLessons;
  readonly memory: SessionMemory;
  readonly siblingReviews: SiblingReviews;
}
