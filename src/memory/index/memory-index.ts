/** One memory as the index has it: nothing but what it is found by. What it says now, the record says. */
export interface Row {
  readonly id: string;
  readonly text: string;
  /** Crowd whose room in a brief it takes. */
  readonly crowd: string;
  readonly vector: readonly number[] | null;
}

/** Question to the index: words, a meaning, or both; not among those crowds. */
export interface Search {
  readonly text: string;
  readonly vector?: readonly number[] | undefined;
  readonly limit: number;
  readonly without: readonly string[];
}

/**
 * Memories that were found, the best first; by meaning with how alike it is: the cosine of the angle between two
 * vectors.
 */
export interface Found {
  readonly byWords: readonly string[];
  readonly byMeaning: readonly Alike[];
}

export interface Alike {
  readonly id: string;
  readonly likeness: number;
}

/**
 * Index that memories are found by: derived from the record, and thrown away without a second thought. One writer at a
 * time.
 */
export interface MemoryIndex {
  ids(): Promise<readonly string[]>;
  /** Rows that are not there. */
  add(rows: readonly Row[]): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
  search(search: Search): Promise<Found>;
  close(): void;
}

/** Of a question as long as a whole issue, the first words say what it is about. */
const MOST_WORDS = 100;

/** The words to look for in a text; whatever else is in it would be read as operators. */
export const wordsOf = (text: string): readonly string[] => (text.match(/[\p{L}\p{N}_]+/gu) ?? []).slice(0, MOST_WORDS);
