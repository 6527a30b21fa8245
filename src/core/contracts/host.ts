import type { AgentDefinition } from "./agent.ts";
import type { Cause } from "./backend.ts";
import type { BranchHistory } from "./branch-history.ts";
import type { MidwatchEvent } from "./events.ts";
import type { KeptRefs } from "./kept-refs.ts";
import type { PushRefusal } from "./refusal.ts";
import type { KeptTip } from "./session.ts";
import type { Address, FileEdit, Origin, WorkspaceView } from "./work.ts";

/** The time, and ways to wait: nothing else of a part waits or asks what time it is. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after so many milliseconds. Rejects with the reason of `signal` when that aborts first. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Waits a random time that grows with the attempts (full jitter), so that many hosts do not retry in step. */
  backOff(attempt: number, signal: AbortSignal): Promise<void>;
}

/** A lock of the kernel's: free at once when the last process that holds the descriptor is gone. */
export interface Lock {
  readonly name: string;
  readonly descriptor: number;
  /** Lets go of it; what has inherited the descriptor still holds it. */
  release(): void;
}

export interface Locks {
  /** Undefined when someone else holds it. What is left of a dead holder's tree is ended first. */
  tryHold(name: string): Promise<Lock | undefined>;
  /** Waits its turn. Rejects when `signal` aborts first. */
  hold(name: string, signal: AbortSignal): Promise<Lock>;
  /** Those that are held at this moment, by whom. Disturbs nobody. */
  held(): Promise<readonly HeldLock[]>;
}

/** A lock that somebody has. */
export interface HeldLock {
  readonly name: string;
  /** Whoever took it; dead when only what it has left behind still holds it. */
  readonly holder: { readonly pid: number; readonly alive: boolean };
  /** Epoch milliseconds. */
  readonly since: number;
  /** How many processes wait for it. */
  readonly waiting: number;
}

/** What a program of a session reaches of this machine besides itself, where it can be held to that. Absolute paths. */
export interface Reach {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** What it finds as the machine's folders for passing files; missing: one of its own, gone when it ends. */
  readonly temporary?: string;
}

/** A program, and all that it gets. */
export interface ProcessSpec {
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  /** Missing for a program of the owner's own: it sees what they see. */
  readonly reach?: Reach | undefined;
  /** The whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** The whole input, or what comes of it as it comes: the pipe stays open until the iterable ends. */
  readonly stdin: string | AsyncIterable<string>;
  /** The program's own way to stop, tried first when the run is aborted; SIGTERM follows if it does not end by that. */
  readonly stop?: () => void;
  /** Milliseconds; enforced by another process than ours. */
  readonly deadline: number;
  /** Descriptors every process of the tree inherits. */
  readonly holding: readonly Lock[];
}

/** How a process ended: "error" when it could not be started. */
export interface ProcessExit {
  readonly code?: number;
  readonly signal?: string;
  readonly error?: string;
}

/** What a program says, a line at a time, and how it ended. */
export type ProcessEvent =
  | { readonly type: "line"; readonly stream: "stdout" | "stderr"; readonly text: string }
  | ({ readonly type: "exit" } & ProcessExit);

/** Variables that hold keys and tokens, by name. */
export type Credentials = Readonly<Record<string, string>>;

/** A process, told apart from a later one with the same number. */
export interface HostProcess {
  readonly pid: number;
  /** The kernel's start time of that pid, and the boot it belongs to. */
  readonly startTime: string;
  readonly boot: string;
}

/** The ways to contain a tree of processes, the strongest first. */
export const CONTAINMENTS = ["bubblewrap", "namespace", "group"] as const;
/** How a tree of processes is contained: see docs/containment.md. @useDeclaredType */
export type ContainmentName = (typeof CONTAINMENTS)[number];

/** What a fleet may ask for: the best there is, nothing less than a namespace, or one of them by name. */
export const WISHES = ["best", "required", ...CONTAINMENTS] as const;
export type Wish = (typeof WISHES)[number];

/** How trees are contained on this machine. */
export interface Contained {
  readonly name: ContainmentName;
  /** In words, for reports. */
  readonly promise: string;
  /** Why no session may start under it: the fleet's file asks for more. */
  readonly refusal?: string;
  /** Why no agent may start under it that does what a model says. */
  readonly modelRefusal?: string;
  /** What such an agent can do under it, and what would end that, where the owner has asked for just that. */
  readonly uncontained?: string;
}

/** The only door to other programs. */
export interface Processes {
  readonly self: HostProcess;
  /** Whether that very process is there, and not another with its number. */
  isAlive(process: HostProcess): boolean;
  readonly containment: Contained;
  /**
   * Runs a program in a tree of its own. "exit" comes once and last, when the whole tree is gone as far as this machine
   * can promise; never throws. An abort asks politely (`stop` where there is one, then SIGTERM), then insists.
   */
  run(spec: ProcessSpec, signal: AbortSignal): AsyncIterable<ProcessEvent>;
}

/** How one agent's turn went: the exit code of its process, and its last words. */
export interface Turn {
  readonly code: number;
  readonly said: string;
}

/** Starts `midwatch tick --agent` in a process of its own, and waits for its end. Told to stop, it ends it gracefully. */
export type Starter = (agent: AgentDefinition, signal: AbortSignal) => Promise<Turn>;

/** What is known of a message besides its text. */
export interface Envelope {
  readonly origin?: Origin | undefined;
  /** Somebody outside of the fleet has chosen its words. */
  readonly untrusted?: boolean | undefined;
  /** Where whoever sent it waits for the answer. */
  readonly replyTo?: Address | undefined;
  /** Names the event it tells of: the same key again is the same message. */
  readonly key?: string | undefined;
}

/** Something an agent was asked for directly. */
export interface Message extends Envelope {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly text: string;
  /** Why its file is not read, and which it is: nothing is known of what stands there. */
  readonly unread?: string;
}

/** What agents are asked for directly. A message is kept, wherever it came from, until its item has come to an end. */
export interface Inbox {
  /** Answers with its id: a new one, or that of the message with the same key. On the disk when it does. */
  put(agent: string, text: string, envelope?: Envelope): Promise<string>;
  /** The oldest first. */
  waiting(agent: string): Promise<readonly Message[]>;
  finish(agent: string, id: string): Promise<void>;
  /** From when it answers until `signal` aborts: tells when something may have come in for one of those agents. */
  listen(agents: readonly string[], tell: () => void, signal: AbortSignal): Promise<void>;
}

/** Who writes a commit, and what it says. */
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
   * `commit` is the last one known, when there is one: work can go on without the remote. With a refusal, it has answered
   * that it does not know who asks.
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

/** What a session's clone held beyond the commit that it started from. */
export interface Collected {
  /**
   * What was checked out when it ended, with what was not committed: the agent's own commits where they can be trusted to
   * be whole, and the rest as one commit on top. Missing when that is nothing.
   */
  readonly work?: string;
  /** Why that must not be published, however the session ended: it is a whole, but not a finished one. */
  readonly refusal?: WorkRefusal;
  /** Everything else that is in nothing published. */
  readonly kept: readonly KeptTip[];
  /** What was seen and could not be kept, a sentence each. */
  readonly unkept: readonly string[];
}

/** Keeps what sessions start from and make in the hub, until it has come to its place. */
export interface SessionWork {
  begin(session: string, base: string): Promise<void>;
  /** The clone in a session's folder is ready: whatever is written to it from now on is the agent's. */
  handOver(folder: string): Promise<void>;
  /**
   * What a session's clone holds that no ref of the hub has, a sentence each. Only one that holds nothing more may be
   * removed.
   */
  leftIn(folder: string): Promise<readonly string[]>;
  /** Those whose work is kept so. */
  sessions(): Promise<readonly string[]>;
  /** Their work is on the branch, or under a ref that stays. */
  letGo(sessions: readonly string[]): Promise<void>;
}

/** Why work waits for a person: "a merge in README.md is not finished". */
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
  /** What it keeps that is in nothing published. */
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
  /** What its clones read from outside themselves: the hub's objects, and what is linked into them. */
  readonly lends: readonly string[];
  /** A private clone, checked out at a commit of the hub, with everything the workspace brings into its clones. */
  clone(folder: string, commit: string, agent: string): Promise<void>;
  /** A clone to be read by somebody else's agent: without what the workspace brings into those of its own. */
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
  /** What keeps the work of sessions in the hub meanwhile. */
  readonly work: SessionWork;
  merge(upstream: string, work: string, message: CommitMessage): Promise<Merged>;
  /** A commit on top of `parent` with those files changed; `parent` itself when nothing would change. */
  commitEdits(parent: string, edits: readonly FileEdit[], message: CommitMessage): Promise<string>;
  contains(history: string, commit: string): Promise<boolean>;
  /** When anything below a path was changed last in a history, epoch milliseconds; undefined when there is nothing. */
  lastChange(history: string, path: string): Promise<number | undefined>;
  /** The files that differ. */
  changes(from: string, to: string): Promise<readonly Change[]>;
  /** Those in which a conflict is marked that was not before: it has been called resolved, and is not. */
  conflictMarks(from: string, to: string): Promise<readonly string[]>;
  /** Why a commit must not be on the remote where files are kept in LFS: it has content that `from` has not. */
  lfsRefusal(from: string, to: string): Promise<string | undefined>;
  /** The changes between two commits, as a patch. */
  diff(from: string, to: string): Promise<string>;
  /** Keep a commit under a ref of the hub, which no agent can reach. */
  keep(ref: string, commit: string): Promise<void>;
  /** Fast-forward only, and confirmed by asking the remote what it has. */
  push(commit: string, ref: string, signal: AbortSignal): Promise<Pushed>;
}

export interface SessionFolder {
  readonly clone: string;
  readonly home: string;
  readonly input: string;
  readonly transcript: string;
}

/** Where a session keeps its files: in the fleet's state, mode 0700, outside every clone. */
export interface SessionFolders {
  /** A new session's id: a UUIDv7, so that ids sort by time. */
  newId(): string;
  /** The folder a session of that id has. */
  path(session: string): string;
  create(folder: string): Promise<SessionFolder>;
  /** Writes what a run is told, each as a file of its own. */
  write(
    input: string,
    told: { readonly brief: string; readonly prompt: string; readonly item: unknown; readonly session: unknown },
  ): Promise<{ readonly brief: string; readonly item: string; readonly session: string }>;
  /** Where its clone stands, or stood. */
  clone(folder: string): string;
  /** Where a sibling's workspace stands that it reviews. */
  neighbour(folder: string): string;
  /** Where what it began with is tried once more, after it. */
  atBase(folder: string): string;
  /** Where the backend's own record of the conversation stands, when it keeps one. */
  transcript(folder: string): string;
  hasClone(folder: string): Promise<boolean>;
  /** Its clone is being removed, or whoever did was killed: what is left of it says nothing of what stood in it. */
  isBeingDropped(folder: string): Promise<boolean>;
  /** The sessions that have one. */
  withClone(): Promise<readonly string[]>;
  /** The events of one type that were written down of what happened in it; none when nothing was. */
  events(folder: string, type: MidwatchEvent["type"]): Promise<readonly MidwatchEvent[]>;
  /** Removes clone, home and scratch; keeps what was told and what happened, of as many sessions as there is room for. */
  drop(folder: string): Promise<void>;
}
