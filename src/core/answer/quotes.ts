/** In letters and digits: a shorter text stands in many texts by chance. */
const SHORTEST_QUOTE = 16;
/** A letter of a script that needs fewer of them says as much as three. */
const DENSE = /[\u2E80-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF]/u;
const WEIGHT_OF_DENSE = 3;

/** Stand-ins of ours and of models, for a text that is still to be written. */
const STAND_INS = new Set([
  "one sentence",
  "a sentence",
  "sentence",
  "one sentence of your own",
  "one or two sentences",
  "reason",
  "your reason",
  "what was done",
  "what became of it",
  "one phrase each",
  "a few words",
  "one sentence what was done or waiting for what or blocked on whom for which action",
  "phrases that stand in a text when it matters",
]);
const FENCE = /^\s*(?:`{3,}|~{3,})/;

/** True when a text stands in for words that are still to be written. */
export const isStandIn = (text: string): boolean => FENCE.test(text) || STAND_INS.has(bare(text));

/** Prompt of a run, to compare its words with: a model that has nothing to say says it back. */
export class Quotes {
  private readonly told: string;
  private readonly lines: ReadonlySet<string>;

  constructor(prompt: string) {
    const lines = prompt.split("\n").map(bare);
    this.told = ` ${lines.filter((line) => line !== "").join(" ")} `;
    this.lines = new Set(lines);
  }

  /** True when a text stands in the prompt, as a passage that is too long to be there by chance. */
  has(text: string): boolean {
    const words = bare(text);
    return weightOf(words) >= SHORTEST_QUOTE && this.told.includes(` ${words} `);
  }

  /** True when these words stand in it in this order, however few they are. */
  holds(...words: readonly string[]): boolean {
    return this.told.includes(` ${bare(words.join(" "))} `);
  }

  /** True when a text holds no words of the run's own: it is a quotation, a stand-in, the line of a fence. */
  isEmpty(text: string): boolean {
    return isStandIn(text) || this.has(text);
  }

  /** A text without the lines that stand in the prompt, and how many they are. */
  strip(text: string): { readonly own: string; readonly left: number } {
    const lines = text.split("\n").map((line) => ({ line, quoted: this.has(line) }));
    // A line too short to be told from chance is a quotation beside one.
    for (const ordered of [lines, lines.toReversed()])
      for (const [at, one] of ordered.entries())
        one.quoted ||= ordered[at - 1]?.quoted === true && this.isLine(one.line);
    const own = lines.filter(({ quoted }) => !quoted).map(({ line }) => line);
    const left = lines.filter(({ line, quoted }) => quoted && bare(line) !== "").length;
    return { own: own.join("\n").trim(), left };
  }

  private isLine(text: string): boolean {
    const words = bare(text);
    return words === "" || this.lines.has(words);
  }
}

/** Its letters and digits, one space between the words. */
export const bare = (text: string): string =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

const weightOf = (words: string): number => {
  let weight = 0;
  for (const letter of words) weight += DENSE.test(letter) ? WEIGHT_OF_DENSE : 1;
  return weight;
};
