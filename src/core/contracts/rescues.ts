/** State of kept work. Only waiting work asks for a person. */
export type RescueState = "waiting" | "applied" | "dropped" | "superseded" | "merged";

/**
 * Work of a session that is in nothing published, and the ref that keeps it. The session's own ("work": cut short,
 * refused, in conflict) is what its item's next session starts from; a tip that it left on another branch, in a stash
 * or in a work tree is never applied by itself.
 */
export interface Rescue {
  /** Name people use: "ab12cd34", its session; "ab12cd34-2" where that has left several. */
  readonly name: string;
  readonly ref: string;
  readonly workspace: string;
  readonly session: string;
  readonly agent: string;
  readonly item?: { readonly source: string; readonly id: string; readonly title: string };
  readonly kind: "work" | "tip";
  /** Missing where only the ref was written down: the hub knows it. */
  readonly commit?: string;
  /** Place the session had it in: "its own work", "branch fix/x", "a stash", "work tree .worktrees/feat". */
  readonly from: string;
  /** Commits of it that are in nothing published, where they have been counted. */
  readonly commits?: number;
  readonly files?: number;
  readonly bytes?: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly state: RescueState;
  /** Reason why it waits, or why no more. */
  readonly reason: string;
  /** Person who has put it into its state; missing where midwatch has. */
  readonly by?: string;
  /** Epoch milliseconds since when it waits no more. */
  readonly endedAt?: number;
  /** The remote has no ref for it any more. */
  readonly offRemote: boolean;
  /** Epoch milliseconds before which it is not tried again to take its ref off the remote. */
  readonly next: number;
}

/** Everything needed to keep a session's own work, by whichever process sends it to the remote. */
export interface RescueIntent {
  readonly ref: string;
  readonly commit: string;
  readonly item?: { readonly source: string; readonly id: string };
  /** Epoch milliseconds: when it was kept, and why it was not published. */
  readonly at?: number;
  readonly reason?: string;
  /** Commits of it that are in nothing published, where they could be counted. */
  readonly commits?: number;
  readonly files?: number;
  readonly bytes?: number;
}

/** Everything needed to put kept work on a branch, by whichever process finds out whether it has arrived. */
export interface ApplyIntent {
  readonly ref: string;
  readonly commit: string;
  readonly branch: string;
  /** Person who has asked for it. */
  readonly by: string;
}

/** Filter for kept work; what is left out does not matter. */
export interface RescueFilter {
  readonly workspace?: string;
  readonly session?: string;
  readonly state?: RescueState;
  readonly item?: { readonly source: string; readonly id: string };
  /** False when the remote still has a ref for it, as far as is known. */
  readonly offRemote?: boolean;
}

/** A rescue that waits no more, and why. */
export interface RescueEnd {
  readonly workspace: string;
  readonly ref: string;
  readonly state: Exclude<RescueState, "waiting">;
  readonly reason: string;
  readonly by?: string;
  readonly at: number;
}

/**
 * Changes in the state of kept work. The record that keeps the work, the intent to rescue or the settlement of a
 * session, writes it down in the same transaction. A session that has done its item and published it supersedes the
 * earlier sessions' own work.
 */
export interface RescueRecord {
  /**
   * No person is asked to merge it any more. False where nothing of that ref waits; what waits no more may still be
   * applied or dropped, and what was not sent by then never is.
   */
  end(end: RescueEnd): Promise<boolean>;
  /** The remote has no ref for it any more. */
  leftRemote(workspace: string, ref: string): Promise<void>;
  /** Its ref could not be taken off the remote, and is not to be tried again before then: epoch milliseconds. */
  staysOnRemote(workspace: string, ref: string, until: number): Promise<void>;
}
