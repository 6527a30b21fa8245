import { tokensOf } from "../core/text/token-count.ts";
import type { Lesson } from "./lesson.ts";
import type { Match } from "./matcher.ts";

/** Difference in the share of sessions that end well with a lesson, from -1 to 1; 0 where too little is known. */
export type GainOf = (lesson: Lesson) => number;

/**
 * The most valuable first: what is on probation after all others; then what matched more, counted double where half
 * of all sessions end well because of it, and half where as many end badly; then what matched by a longer phrase.
 */
export function ranked(matches: readonly Match[], gainOf: GainOf = () => 0): readonly Match[] {
  const worth = ({ lesson, score }: Match) => score * 2 ** (2 * gainOf(lesson));
  return matches.toSorted(
    (a, b) =>
      Number(a.lesson.provenance.probation) - Number(b.lesson.provenance.probation) ||
      worth(b) - worth(a) ||
      longest(b) - longest(a) ||
      (a.lesson.path < b.lesson.path ? -1 : 1),
  );
}

const longest = ({ matchedBy }: Match) => Math.max(0, ...matchedBy.map(({ length }) => length));

/** Lessons on probation that one item has brought, in one brief. */
const MOST_OF_AN_ORIGIN = 3;

/** Leaves out most unproven lessons of one author on one item: they fill no brief before they are shown to help. */
export function spread(matches: readonly Match[]): readonly Match[] {
  const counts = new Map<string, number>();
  return matches.filter(({ lesson: { provenance } }) => {
    const { probation, author, origin } = provenance;
    if (!probation) return true;
    const from = `${author}\n${origin}`;
    const before = counts.get(from) ?? 0;
    counts.set(from, before + 1);
    return before < MOST_OF_AN_ORIGIN;
  });
}

/** As many as fit, in their order; one that is too long for what is left is passed over for a shorter one. */
export function fitting<T>(ordered: readonly T[], textOf: (each: T) => string, tokens: number): readonly T[] {
  let left = tokens;
  return ordered.filter((each) => {
    const cost = tokensOf(textOf(each));
    if (cost > left) return false;
    left -= cost;
    return true;
  });
}
