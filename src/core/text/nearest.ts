/** The known word that was probably meant; undefined when none is near. */
export function nearestTo(word: string, known: readonly string[]): string | undefined {
  const given = word.toLowerCase().slice(0, MAX_COMPARED_CHARS);
  const near = known.map((name) => ({ name, off: distance(given, name.toLowerCase().slice(0, MAX_COMPARED_CHARS)) }));
  const [first] = near.toSorted((a, b) => a.off - b.off);
  return first && first.off <= Math.max(1, Math.floor(given.length / 3)) ? first.name : undefined;
}

/** The known words, the one that was probably meant before all others. */
export function nearestFirst(word: string, known: readonly string[]): readonly string[] {
  const near = nearestTo(word, known);
  return near === undefined ? known : [near, ...known.filter((name) => name !== near)];
}

/** In letters. */
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
