/** Endings of forms of one word: "refuse", "refuses", "refused", "refusing". */
const ENDING = /(?:ing|e[sd]|[esd])$/;
const SHORTEST_STEM = 3;
/** Of a question as long as a whole issue, the first words say what it is about. */
const MAX_COMPARED_WORDS = 200;

const stemsOf = (text: string): ReadonlySet<string> => {
  const words = text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
  return new Set(words.slice(0, MAX_COMPARED_WORDS).map(stemOf));
};

const stemOf = (word: string) => {
  const stem = word.replace(ENDING, "");
  return stem.length < SHORTEST_STEM ? word : stem;
};

/**
 * Share of a question's words, or of a text's where those are fewer, that both have, from 0 to 1. A word that many of
 * the texts have weighs little, and one that none has weighs most: a question in other words shares none but common
 * ones.
 */
export class Overlap {
  private readonly asked: ReadonlySet<string>;
  private readonly texts: ReadonlyMap<string, ReadonlySet<string>>;
  private readonly all: number;
  private readonly counts = new Map<string, number>();

  /** Of all there are, those texts that share at least a word with the question. */
  constructor(question: string, texts: ReadonlyMap<string, string>, all: number) {
    this.all = all;
    this.asked = stemsOf(question);
    this.texts = new Map([...texts].map(([id, text]) => [id, stemsOf(text)]));
    for (const stems of this.texts.values())
      for (const stem of stems) this.counts.set(stem, (this.counts.get(stem) ?? 0) + 1);
  }

  of(id: string): number {
    const stems = this.texts.get(id) ?? new Set<string>();
    const shared = this.weigh([...stems].filter((stem) => this.asked.has(stem)));
    const most = Math.min(this.weigh([...stems]), this.weigh([...this.asked]));
    return most === 0 ? 0 : shared / most;
  }

  private weigh(stems: readonly string[]): number {
    return stems.reduce((sum, stem) => sum + Math.log(1 + this.all / (1 + (this.counts.get(stem) ?? 0))), 0);
  }
}
