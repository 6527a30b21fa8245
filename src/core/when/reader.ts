/** A text that is no rule: what is wrong with it, and where. Never leaves the parser. */
export class Misread extends Error {
  readonly column: number;

  constructor(column: number, message: string) {
    super(message);
    this.column = column;
  }
}

/** A word or a comma, and where it stands, from 1. */
export interface Word {
  readonly text: string;
  readonly column: number;
}

/** The words of a rule, one after the other. */
export class Reader {
  readonly text: string;
  private readonly words: readonly Word[];
  private at = 0;

  constructor(text: string) {
    this.text = text;
    this.words = [...text.matchAll(/,|[^\s,]+/g)].map((match) => ({ text: match[0], column: match.index + 1 }));
  }

  /** The word that comes next; empty, and past the end, when there is none. */
  get next(): Word {
    return this.words[this.at] ?? { text: "", column: this.text.trimEnd().length + 1 };
  }

  get isAtEnd(): boolean {
    return this.at >= this.words.length;
  }

  take(): Word {
    const word = this.next;
    this.at++;
    return word;
  }

  /** Takes the word when it is that one. */
  takes(...words: readonly string[]): boolean {
    const isNext = !this.isAtEnd && words.includes(this.next.text.toLowerCase());
    if (isNext) this.at++;
    return isNext;
  }

  /** Takes the word, or says what should have stood there. */
  expect(word: string, example: string): void {
    if (!this.takes(word)) throw this.missing(`"${word}"`, example);
  }

  /** One thing, or several with commas between them. */
  list<T>(read: () => T): T[] {
    const things = [read()];
    while (this.takes(",")) things.push(read());
    return things;
  }

  missing(what: string, example: string): Misread {
    const { text, column } = this.next;
    const found = this.isAtEnd ? "the text ends" : `found "${text}"`;
    return new Misread(column, `${found} where ${what} should be, e.g. ${example}`);
  }

  end(): void {
    if (!this.isAtEnd)
      throw new Misread(this.next.column, `nothing is expected here, but there is "${this.next.text}"`);
  }
}
