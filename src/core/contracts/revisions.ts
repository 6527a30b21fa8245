import type { EndingCount } from "./spending.ts";

/** State of the fleet's files that a session began with: the mark of each file's content, by its path from the fleet's folder. */
export interface Revision {
  /** The same files have the same id. */
  readonly id: string;
  readonly files: Readonly<Record<string, string>>;
}

/** Sessions in a row that began with the same revision. */
export interface RevisionSpan {
  /** Missing for sessions of an earlier midwatch, which did not record it. */
  readonly revision?: Revision;
  /** Epoch milliseconds at which the first and the last of them began. */
  readonly first: number;
  readonly last: number;
  readonly endings: readonly RevisionEnding[];
}

/** So many sessions of a span ended alike, and what they are charged with; open ones have not ended. */
export interface RevisionEnding extends EndingCount {
  /** Micro-dollars. */
  readonly micros: number;
  readonly guesses: number;
}

/** Revisions of the fleet's files, and how sessions went with each. */
export interface RevisionHistory {
  /** The latest first. */
  spans(): Promise<readonly RevisionSpan[]>;
}
