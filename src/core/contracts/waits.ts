/** Something that has to come about elsewhere before an item goes on: "pr owner/repo#12 merged", "until 2026-11-23". */
export interface WaitQuestion {
  /** Its first word, in lower case: "pr". */
  readonly kind: string;
  /** The others: "owner/repo#12 merged". */
  readonly about: string;
  /** Epoch milliseconds: what was there before is not what is waited for. */
  readonly since: number;
}

/** "never": it cannot come about any more, or is none that can be understood; only a person can say what then. */
export interface WaitAnswer {
  readonly state: "pending" | "met" | "never";
  /** State that is there instead, or that has come about: a sentence without a subject, as of when it was looked at. */
  readonly reason: string;
}

/** Looks at what items wait for. */
export interface WaitResolver {
  readonly name: string;
  /** The kinds it can look at. */
  readonly kinds: readonly string[];
  /** Rejects when it cannot be looked at now. */
  look(question: WaitQuestion, signal: AbortSignal): Promise<WaitAnswer>;
}

/** Condition that one item waits for. An item that waits for several things waits for all of them. */
export interface Wait {
  /** "*" for an item that is the same for every workspace. */
  readonly workspace: string;
  readonly source: string;
  readonly item: string;
  readonly condition: string;
  /** Epoch milliseconds. */
  readonly since: number;
  /** Time of the last look, epoch milliseconds; 0 for never. */
  readonly checked: number;
  readonly state: WaitAnswer["state"];
  readonly reason: string;
}

/** Ledger's record of waits. A session that ends as waiting writes them down; the item's next end takes them away. */
export interface WaitRecord {
  of(workspace: string): Promise<readonly Wait[]>;
  /** Adds a wait that an item is found to have; one that is known already stays as it is. */
  expect(wait: Wait): Promise<void>;
  /**
   * Writes down an answer. When nothing is left that an item waits for, it is free to be taken again, at the revision
   * it had.
   */
  saw(wait: Wait, answer: WaitAnswer, at: number): Promise<void>;
}
