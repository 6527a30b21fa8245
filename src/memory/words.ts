/** Of the words two texts hold, how many both hold, for them to say the same. */
const SAME = 0.8;

/** Words that turn a sentence around, or tell one fact from the next: two texts that differ in one say different things. */
const TELLING = /^(?:\p{N}+|no|not|never|none|without|only|before|after|until|always)$/u;

/** A text's words, for comparing it with many others. */
export interface Words {
  readonly all: ReadonlySet<string>;
  readonly telling: string;
}

export function wordsOf(text: string): Words {
  const all = new Set(text.toLowerCase().match(/[\p{L}\p{N}_]+/gu));
  const isTelling = (word: string) => TELLING.test(word) || /\p{N}/u.test(word) || word.endsWith("n't");
  return { all, telling: [...all].filter(isTelling).toSorted().join(" ") };
}

/** Whether two texts say the same, in more or less the same words: never when they differ in a number or a "not". */
export function saysTheSame(a: Words, b: Words): boolean {
  if (a.telling !== b.telling) return false;
  const [few, many] = a.all.size < b.all.size ? [a.all, b.all] : [b.all, a.all];
  if (few.size < SAME * many.size) return false;
  const common = [...few].filter((word) => many.has(word)).length;
  return common > 0 && common / (few.size + many.size - common) >= SAME;
}
