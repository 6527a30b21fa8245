import type { Match } from "./matcher.ts";

/** Roughly, as models count them. */
const LETTERS_PER_TOKEN = 4;

/** What a text costs in a prompt. */
const tokensOf = (text: string): number => Math.ceil(text.length / LETTERS_PER_TOKEN);

/** The most valuable first: those that have been of use; what matched more; what matched by a longer phrase. */
export function ranked(matches: readonly Match[]): readonly Match[] {
  return matches.toSorted(
    (a, b) =>
      Number(a.lesson.provenance.probation) - Number(b.lesson.provenance.probation) ||
      b.score - a.score ||
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
