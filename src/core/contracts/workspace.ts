import type { BranchHistory } from "./branch-history.ts";
import type { KeptRefs } from "./kept-refs.ts";
import type { KeptTip } from "./outcome.ts";
import type { PushRefusal } from "./refusal.ts";
import type { Cause } from "./run-result.ts";
import type { FileEdit, WorkspaceView } from "./work.ts";

/** Author, text and time of a commit. */
export interface CommitMessage {
  readonly author: string;
  readonly text: string;
  /** Epoch milliseconds. The same commit made again, after a crash, has the same name. */
  readonly at: number;
}

/** A file that differs between two commits. */
export interface Change {
  readonly path: string;
  readonly deleted: boolean;
  /** Git's names for its text, where it had and has one. */
  readonly before?: string;
  readonly after?: string;
}

export type Fetched =
  | { readonly ok: true; readonly commit: string }
  /**
   * `commit` is the last one known, when there is one: work can go on without the remote. With a refusal, it has
   * answered that it does not know who asks.
   */
  | { readonly ok: false; readonly commit?: string; readonly reason: string; readonly refusal?: PushRefusal };

export type Pushed =
  | { readonly kind: "pushed" }
  /** The remote has moved on: fetch, and try again. */
  | { readonly kind: "behind"; readonly reason: string }
  | { readonly kind: "refused"; readonly reason: string; readonly refusal: PushRefusal };

export type Merged =
  | { readonly kind: "merged"; readonly commit: string }
  /** Unrelated: there is no commit that both build on, and nothing to compare them by. */
  | { readonly kind: "conflict"; readonly paths: readonly string[]; readonly isUnrelated?: boolean };

/** Work in a session's clone beyond the commit that it started from. */
export interface Collected {
  /**
   * Commit of what was checked out when it ended, with what was not committed: the agent's own commits where they can
   * be trusted to be whole, and the rest as one commit on top. Missing when that is nothing.
   */
  readonly work?: string;
  /** Reason why that must not be published, however the session ended: it is a whole, but not a finished one. */
  readonly refusal?: WorkRefusal;
  /** Everything else that is in nothing published. */
  readonly kept: readonly KeptTip[];
  /** Things that were seen and could not be kept, a sentence each. */
  readonly unkept: readonly string[];
}

/** Keeps what sessions start from and make in the hub, until it has come to its place. */
export interface SessionWork {
  begin(session: string, base: string): Promise<void>;
  /** The clone in a session's folder is ready: everything written to it from now on is the agent's. */
  handOver(folder: string): Promise<void>;
  /**
   * Things that a session's clone holds and no ref of the hub has, a sentence each. Only a clone that holds nothing
   * more may be removed.
   */
  leftIn(folder: string): Promise<readonly string[]>;
  /** Those whose work is kept so. */
  sessions(): Promise<readonly string[]>;
  /** Their work is on the branch, or under a ref that stays. */
  letGo(sessions: readonly string[]): Promise<void>;
}

/** Reason why work waits for a person: "a merge in README.md is not finished". */
export interface WorkRefusal {
  readonly cause: Cause;
  readonly reason: string;
}

/**
 * One workspace: its remote, its hub and the private clones of it. Merges, commits and pushes happen in the hub, in
 * memory: there is no index, no work tree and no half-done rebase to repair.
 */
export interface Workspace {
  readonly name: string;
  readonly branch: string;
  readonly remote: string;
  /** Refs of work that is in nothing published. */
  readonly keptRefs: KeptRefs;
  readonly history: BranchHistory;
  /** The same repository, seen from another branch of its remote. */
  onBranch(branch: string): Workspace;
  fetch(signal: AbortSignal): Promise<Fetched>;
  view(commit: string): WorkspaceView;
  /** The newest commits of a history, newest first: "1a2b3c4 subject (author)". */
  log(commit: string, count: number): Promise<readonly string[]>;
  /** Commands that make a fresh clone of this workspace ready, in the order in which they are run. */
  readonly setup: readonly string[];
  /** Commands that have to succeed on a session's work before it is published. */
  readonly verify: readonly string[];
  /** Paths that its clones read outside themselves: the hub's objects, and what is linked into them. */
  readonly lends: readonly string[];
  /** A private clone, checked out at a commit of the hub, with everything the workspace brings into its clones. */
  clone(folder: string, commit: string, agent: string): Promise<void>;
  /** A clone to be read by a sibling: without the files that the workspace brings into clones of its own. */
  lend(folder: string, commit: string): Promise<void>;
  /** A checkout of a person's, where one is known. */
  readonly checkout: string | undefined;
  /** Takes out of a clone what the agent's next one is to find again. */
  preserve(folder: string, agent: string): Promise<void>;
  /**
   * Everything the session's clone holds beyond `base`, brought into the hub, each under a ref of its own from then on.
   * Safe to be done again. `message` is for what was not committed; its author is the agent.
   */
  collect(folder: string, base: string, message: CommitMessage): Promise<Collected>;
  /** Keeps the work of sessions in the hub meanwhile. */
  readonly work: SessionWork;
  merge(upstream: string, work: string, message: CommitMessage): Promise<Merged>;
  /** A commit on top of `parent` with those files changed; `parent` itself when nothing would change. */
  commitEdits(parent: string, edits: readonly FileEdit[], message: CommitMessage): Promise<string>;
  contains(history: string, commit: string): Promise<boolean>;
  /**
   * Time at which anything below a path was changed last in a history, epoch milliseconds; undefined when there is
   * nothing.
   */
  lastChange(history: string, path: string): Promise<number | undefined>;
  /** The files that differ. */
  changes(from: string, to: string): Promise<readonly Change[]>;
  /** Those in which a conflict is marked that was not before: it has been called resolved, and is not. */
  conflictMarks(from: string, to: string): Promise<readonly string[]>;
  /** Reason why a commit must not be on the remote where files are kept in LFS: it has content that `from` has not. */
  lfsRefusal(from: string, to: string): Promise<string | undefined>;
  /** The changes between two commits, as a patch. */
  diff(from: string, to: string): Promise<string>;
  /** Keep a commit under a ref of the hub, which no agent can reach. */
  keep(ref: string, commit: string): Promise<void>;
  /** Keeps the hub quick: its many small files become few. Nothing in it goes. One process at a time. */
  putTogether(): Promise<void>;
  /** Fast-forward only, and confirmed by asking the remote what it has. */
  push(commit: string, ref: string, signal: AbortSignal): Promise<Pushed>;
}
