import type { AgentDefinition } from "./agent.ts";
import type { Contained } from "./containment.ts";
import type { Lock } from "./locks.ts";

/**
 * Parts of this machine that a session's program reaches besides itself, where it can be held to that. Absolute
 * paths.
 */
export interface Reach {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** Folder it finds in place of the machine's for passing files; missing: one of its own, gone when it ends. */
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

/** End of a process: "error" when it could not be started. */
export interface ProcessExit {
  readonly code?: number;
  readonly signal?: string;
  readonly error?: string;
}

/** Line of a program's output, or its end. */
export type ProcessEvent =
  | { readonly type: "line"; readonly stream: "stdout" | "stderr"; readonly text: string }
  | ({ readonly type: "exit" } & ProcessExit);

/** A process, told apart from a later one with the same number. */
export interface HostProcess {
  readonly pid: number;
  /** The kernel's start time of that pid, and the boot it belongs to. */
  readonly startTime: string;
  readonly boot: string;
}

/** The only door to other programs. */
export interface Processes {
  readonly self: HostProcess;
  /** True when that very process is there, and not another with its number. */
  isAlive(process: HostProcess): boolean;
  readonly containment: Contained;
  /**
   * Runs a program in a tree of its own. "exit" comes once and last, when the whole tree is gone as far as this machine
   * can promise; never throws. An abort asks politely (`stop` where there is one, then SIGTERM), then insists.
   */
  run(spec: ProcessSpec, signal: AbortSignal): AsyncIterable<ProcessEvent>;
}

/** Result of one agent's turn: the exit code of its process, and its last words. */
export interface Turn {
  readonly code: number;
  readonly said: string;
}

/** Starts `midwatch tick --agent` in a process of its own, and waits for its end. Told to stop, it ends it gracefully. */
export type Starter = (agent: AgentDefinition, signal: AbortSignal) => Promise<Turn>;
