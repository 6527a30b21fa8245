/**
 * Something that waits for a person, with the command that settles it. The same key is the same thing on every
 * screen.
 */
export interface Need {
  readonly key: string;
  readonly kind: "mistakes" | "stopped" | "dead" | "owed" | "quarantined" | "blocked" | "wrong" | "kept" | "exposed";
  /** An agent, a workspace, an item; "" for the fleet. */
  readonly about: string;
  /** Person who has to see to it, as far as that is known. */
  readonly owner: string;
  readonly text: string;
  readonly command: string;
  /** Epoch milliseconds. */
  readonly since: number;
  /** Number of things it stands for. */
  readonly count: number;
  /** Number of sessions that met it. */
  readonly sessions: number;
}

/** Sessions that ended blocked for the same reason, and whose items no session has taken further since. */
export interface BlockedGroup {
  /** Person it waits for and what they are to do, in the first session's words. */
  readonly reason: string;
  readonly agents: readonly string[];
  /** By their titles. */
  readonly items: readonly string[];
  readonly sessions: number;
  /** The latest of them. */
  readonly session: string;
  /** Epoch milliseconds. */
  readonly since: number;
}

/** An item that three sessions in a row came to nothing on. */
export interface QuarantinedItem {
  readonly workspace: string;
  readonly source: string;
  readonly item: string;
  readonly title: string;
  readonly reason: string;
  readonly attempts: number;
  /** The latest session on it. */
  readonly session: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Ledger's record of items that wait for a person. */
export interface NeedsHistory {
  /** By reason, the oldest first. */
  blocked(): Promise<readonly BlockedGroup[]>;
  quarantined(): Promise<readonly QuarantinedItem[]>;
}
