import type { LessonShare } from "./lesson-share.ts";
import type { MemoryShare } from "./memory-share.ts";
import type { Neighbourhood } from "./neighbourhood.ts";

/** Parts that a session learns from: lessons, its agent's memory, and neighbours. */
export interface Learning {
  readonly lessons: LessonShare;
  readonly memory: MemoryShare;
  readonly neighbourhood: Neighbourhood;
}
