/** The known word that was probably meant; undefined when none is near. */
export function nearestTo(word: string, known: readonly string[]): string | undefined {
  const given = word.toLowerCase().slice(0, MAX_COMPARED_CHARS);
  const near = known.map((name) => ({ name, off: distance(given, name.toLowerCase().slice(0, MAX_COMPARED_CHARS)) }));
  const [first] = near.toSorted((a, b) => a.off - b.off);
  if (first && first.off <= Math.max(1, Math.floor(given.length / 3))) return first.name;
  const [longer, ...others] = given.length < SHORTEST_BEGINNING ? [] : known.filter((name) => begins(name, given));
  return others.length === 0 ? longer : undefined;
}

/** " (did you mean Mon?)", or nothing when no known word is near. */
export function didYouMean(word: string, known: readonly string[]): string {
  const near = nearestTo(word, known);
  return near === undefined ? "" : ` (did you mean ${near}?)`;
}

/** Rest of a sentence about a word that nothing is called by: the one that was probably meant, and those there are. */
export const thereAre = (word: string, known: readonly string[]): string =>
  known.length === 0 ? "; there are none" : `${didYouMean(word, known)}; there are: ${known.join(", ")}`;

const begins = (name: string, given: string) => name.toLowerCase().startsWith(given);

/** In letters, both. */
const SHORTEST_BEGINNING = 3;
const MAX_COMPARED_CHARS = 60;

/** Number of letters to be put in, left out, replaced or swapped with their neighbour. */
function distance(a: string, b: string): number {
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, n) => n)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same, swapped));
    }
    [before, last] = [last, row];
  }
  return last[b.length] ?? 0;
}
