/** Of the words two texts hold, how many both hold. */
const SAME = 0.6;

/** Whether two lessons say the same, in more or less the same words. */
export function isSimilar(a: string, b: string): boolean {
  const [left, right] = [wordsOf(a), wordsOf(b)];
  const common = [...left].filter((word) => right.has(word)).length;
  return common > 0 && common / (left.size + right.size - common) >= SAME;
}

const wordsOf = (text: string): ReadonlySet<string> => new Set(text.toLowerCase().match(/[\p{L}\p{N}_]{3,}/gu));
