import type { LessonUse } from "../core/contracts/lesson-record.ts";
import { idOf, type Lesson } from "./lesson.ts";

/**
 * Lessons that rest on another: learned in a session that had it in its brief, or one that rests on it. Those that have
 * helped by themselves since, or that a person has promoted, rest on nothing but that.
 */
export function derivedFrom(
  origin: Lesson,
  lessons: readonly Lesson[],
  uses: readonly Pick<LessonUse, "lesson" | "session">[],
): readonly Lesson[] {
  const unproven = lessons.filter(({ provenance }) => provenance.probation);
  const found = new Set([origin]);
  // What is added on the way is looked at, too.
  for (const each of found) {
    const sessions = new Set(uses.filter(({ lesson }) => lesson === idOf(each)).map(({ session }) => session));
    for (const lesson of unproven) if (sessions.has(lesson.provenance.session ?? "")) found.add(lesson);
  }
  return [...found].slice(1);
}
