import type { Lesson } from "./lesson.ts";
import { LessonMatcher } from "./matcher.ts";

/** Of past work, the part that a useful keyword may match at most. */
const BROAD = 0.3;
/** Fewer items than this say nothing. */
const MIN_PAST_ITEMS = 10;

/** A keyword that says nothing, because it matches too much of what has been worked on. */
export interface BroadKeyword {
  readonly path: string;
  readonly keyword: string;
  /** Items that it matches, of how many. */
  readonly matches: number;
  readonly of: number;
}

/** Keywords that match too much of past work: titles and texts of items. */
export function broadKeywords(lessons: readonly Lesson[], past: readonly string[]): readonly BroadKeyword[] {
  if (past.length < MIN_PAST_ITEMS) return [];
  const each = lessons.flatMap((lesson) => lesson.keywords.map((keyword) => ({ lesson, keyword })));
  const counts = new Map<Lesson, number>();
  const alone = each.map(({ lesson, keyword }) => ({
    ...lesson,
    keywords: [keyword],
    patterns: [],
    tools: [],
    name: "",
  }));
  const matcher = new LessonMatcher(alone);
  for (const text of past)
    for (const { lesson } of matcher.match(text)) counts.set(lesson, (counts.get(lesson) ?? 0) + 1);
  return alone.flatMap((lesson, at) => {
    const matches = counts.get(lesson) ?? 0;
    const broad = matches / past.length > BROAD;
    return broad ? [{ path: lesson.path, keyword: each[at]?.keyword ?? "", matches, of: past.length }] : [];
  });
}
