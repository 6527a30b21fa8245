import type { PhaseName } from "./phase-name.ts";
import type { RefusalKind } from "./refusal.ts";
import type { Cause } from "./run-result.ts";
import type { ItemState } from "./work.ts";

/** Things a session made besides what was published, and the proof that it did what it says. */
export interface Remains {
  /** Tips that are on no branch of the remote, each under a ref of the hub. */
  readonly kept?: readonly KeptTip[];
  /** Things that were seen and could not be kept, a sentence each: files that git ignores, a work tree out of reach. */
  readonly unkept?: readonly string[];
  /** Proof that its item's end rests on; missing where it only says so. */
  readonly proof?: Proof;
}

/** A commit of a session's that is not part of what was published. */
export interface KeptTip {
  /** Under which the hub keeps it. */
  readonly ref: string;
  /** Place the session had it in: "branch fix/x", "a stash", "work tree .worktrees/feat". */
  readonly from: string;
  /** Commits that are in nothing published; `files` counts the files they change. */
  readonly commits: number;
  readonly files: number;
  /** Bytes of those in the hub; missing where they were not counted. */
  readonly bytes?: number;
}

/** Ground on which a session's "done" is believed. */
export interface Proof {
  readonly kind: "published" | "delivered" | "resolved" | "passed";
  /** A few words: "3 files on main", "answered in owner/repo#12", "npm test passed". */
  readonly detail: string;
}

/** Kind of ending of a session. There is no other. */
export type OutcomeKind = ItemState | "no-effect" | "deferred" | "failed" | "stopped" | "crashed" | "idle" | "unfit";

/** End of a session, and the reason. */
export interface Outcome {
  readonly kind: OutcomeKind;
  /** A sentence that makes sense at eight in the morning to someone who was asleep. */
  readonly reason: string;
  readonly cause?: Cause;
  /** It says that something came of it, and nothing shows that: it counts as one without effect. */
  readonly unproven?: true;
  /** Epoch milliseconds before which trying again is of no use, where that was said. */
  readonly retryAt?: number;
  /** Conditions that have to come about before a waiting item goes on. */
  readonly waitingFor?: readonly string[];
  /** Phase it crashed in. */
  readonly phase?: PhaseName;
}

/** Fate of a session's work. A fact of its own: done work can be unpublished, failed work be saved. */
export type Publication =
  | { readonly kind: "none"; readonly reason: string }
  /** `applied` when a person has put it there later, however its session had ended. */
  | { readonly kind: "published"; readonly commit: string; readonly branch: string; readonly applied?: boolean }
  /** `refused` when the remote would not take it, and why: it can be reached, and still does not have it. */
  | { readonly kind: "pending"; readonly reason: string; readonly refused?: RefusalKind }
  | { readonly kind: "rescued"; readonly ref: string; readonly reason: string }
  /** It was on the branch, and was taken off again; under `ref` it is kept, where it still was to be had. */
  | {
      readonly kind: "withdrawn";
      readonly commit: string;
      readonly branch: string;
      readonly reason: string;
      readonly ref?: string;
    };
