/** Entries of the table: 64 MiB. What does not fit is looked for one by one. */
const MAX_AUTOMATON_ENTRIES = 16 * 1024 * 1024;

/** Text to UTF-8. */
export const encoder = new TextEncoder();

/**
 * All of many words that a text holds, found in one pass over it: Aho and Corasick's automaton, as one table. Libraries
 * for it keep a map for each state, which takes ten times as long, or match whole characters as people see them, which
 * finds other words than Python does.
 */
export class Automaton {
  private readonly words: readonly string[];
  /** From here on they are looked for one by one. */
  private readonly built: number;
  private readonly classOf = new Uint16Array(256);
  private readonly classes: number;
  private readonly next: Int32Array;
  /** The word that ends in a state, and the next one that is the same. */
  private readonly ending: Int32Array;
  private readonly same: Int32Array;
  /** The nearest shorter end at which a word ends, too. */
  private readonly shorter: Int32Array;

  /** None of the words may be empty. */
  constructor(words: readonly string[]) {
    this.words = words;
    const encoded = words.map((word) => encoder.encode(word));
    const used = new Set(encoded.flatMap((bytes) => [...bytes]));
    for (const [at, byte] of [...used].entries()) this.classOf[byte] = at + 1;
    this.classes = used.size + 1;
    const lengths = encoded.map(({ length }) => length);
    this.built = fitting(lengths, MAX_AUTOMATON_ENTRIES / this.classes);
    const states = 1 + lengths.slice(0, this.built).reduce((sum, length) => sum + length, 0);
    this.next = new Int32Array(states * this.classes);
    this.ending = new Int32Array(states).fill(-1);
    this.same = new Int32Array(words.length).fill(-1);
    this.shorter = new Int32Array(states).fill(-1);
    this.grow(encoded.slice(0, this.built));
    this.link();
  }

  /** Marks, for each of the words, whether the text holds it. Its UTF-8 is given, too: who has it need not make it again. */
  find(text: string, bytes = encoder.encode(text)): Uint8Array {
    const found = new Uint8Array(this.words.length);
    const { next, classOf, classes } = this;
    // Common words end thousands of times: the second time says nothing new.
    const seen = new Uint8Array(this.ending.length);
    let state = 0;
    for (const byte of bytes) {
      state = next[state * classes + (classOf[byte] ?? 0)] ?? 0;
      if (seen[state] === 1) continue;
      seen[state] = 1;
      this.mark(state, found);
    }
    for (let word = this.built; word < found.length; word++)
      found[word] = Number(text.includes(this.words[word] ?? ""));
    return found;
  }

  private mark(state: number, found: Uint8Array): void {
    for (let end = this.endAt(state); end >= 0; end = this.shorter[end] ?? -1)
      for (let word = this.ending[end] ?? -1; word >= 0; word = this.same[word] ?? -1) found[word] = 1;
  }

  private at(state: number, symbol: number): number {
    return this.next[state * this.classes + symbol] ?? 0;
  }

  private endAt(state: number): number {
    return (this.ending[state] ?? -1) >= 0 ? state : (this.shorter[state] ?? -1);
  }

  private grow(words: readonly Uint8Array[]): void {
    let states = 1;
    for (const [id, word] of words.entries()) {
      let state = 0;
      for (const byte of word) {
        const at = state * this.classes + (this.classOf[byte] ?? 0);
        this.next[at] ||= states++;
        state = this.next[at];
      }
      this.same[id] = this.ending[state] ?? -1;
      this.ending[state] = id;
    }
  }

  /** Breadth first: a short word is complete before a longer one falls back to it. */
  private link(): void {
    const fallback = new Int32Array(this.ending.length);
    const queue = [0];
    for (let at = 0; at < queue.length; at++) {
      const state = queue[at] ?? 0;
      for (let symbol = 1; symbol < this.classes; symbol++) {
        const child = this.at(state, symbol);
        const back = state === 0 ? 0 : this.at(fallback[state] ?? 0, symbol);
        if (child === 0) this.next[state * this.classes + symbol] = back;
        else {
          fallback[child] = back;
          this.shorter[child] = this.endAt(back);
          queue.push(child);
        }
      }
    }
  }
}

/** Number of the words that fit into so many states. */
function fitting(lengths: readonly number[], states: number): number {
  let left = states - 1;
  const at = lengths.findIndex((length) => {
    left -= length;
    return left < 0;
  });
  return at < 0 ? lengths.length : at;
}
