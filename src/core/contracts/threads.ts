/** To talk over with the owner; to explore alone; to try, and to keep what came of it. */
export const THREAD_KINDS = ["discuss", "solo", "experiment"] as const;
export type ThreadKind = (typeof THREAD_KINDS)[number];

/** Something that is open: a tracked Markdown file, edited by people and agents alike. */
export interface Thread {
  readonly path: string;
  readonly title: string;
  readonly kind: ThreadKind;
  readonly state: "open" | "closed";
  /** Epoch milliseconds; missing where the file does not say. */
  readonly updated?: number;
  readonly body: string;
  /** Condition or person it waits for; missing when it does not wait. */
  readonly waiting?: string;
  /** Reason why its settings cannot be read. */
  readonly broken?: string;
  /** Origin of its text, when that may be outside of the fleet. */
  readonly origin?: string;
}

/** A thread as a run's notes speak of it. */
export interface ProposedThread {
  readonly title: string;
  readonly note: string;
  /** Missing when it does not say: then a new one is for sessions alone. */
  readonly kind?: ThreadKind;
  readonly closed: boolean;
}

/** Things a session leaves behind in its own words, besides its journal entry. */
export interface Spoken {
  /** Reason why its words may be those of strangers; missing when they are not. */
  readonly tainted?: string;
  /** Threads that it says are open, or open no more. */
  readonly threads?: readonly ProposedThread[];
}
