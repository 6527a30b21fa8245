import { tokensOf } from "../core/contracts/token-count.ts";
import type { Lesson } from "./lesson.ts";
import type { Match } from "./matcher.ts";

/** How much more often sessions end well with a lesson, from -1 to 1; 0 where too little is known. */
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
