import type { Tool } from "./agent.ts";
import type { HealthReport } from "./health-report.ts";
import type { Lock } from "./locks.ts";
import type { Reach } from "./processes.ts";
import type { BackendResult, Usage } from "./run-result.ts";
import type { WorkspaceView } from "./work.ts";

/** Request to a backend to run one item. Every path is absolute. */
export interface BackendRequest {
  readonly instructions: string;
  readonly prompt: string;
  /** The private clone: the agent's whole world. */
  readonly cwd: string;
  /** A fresh home and temporary folder; nothing of the person's own. */
  readonly home: string;
  /** Files outside the clone that say what this session is about. */
  readonly files: { readonly brief: string; readonly item: string; readonly session: string };
  /** Milliseconds this run may take; enforced outside our event loop, too. */
  readonly deadline: number;
  /** Micro-dollars that are reserved for it, for a backend that can end a run by itself when they are spent. */
  readonly allowance?: number;
  /** Handed to every program of the run: what it reaches of this machine. */
  readonly reach?: Reach;
  /** Handed to every process of the run, so that the agent stays locked until the last one is gone. */
  readonly lock: Lock;
  /** The session's id: what a backend that keeps sessions of its own calls this one. */
  readonly session?: string;
  /** A folder outside the home that outlives the session: for the backend's own record of the conversation. */
  readonly transcript?: string;
  /** The item's last session, when it was this agent's own and there is something to go on with. */
  readonly earlier?: EarlierRun;
  readonly tools?: readonly Tool[];
  readonly model?: string;
  /** Lessons of the clone that are left to a backend that matches them by itself; missing where the brief has them. */
  readonly lessons?: LeftLessons;
  /**
   * Aborts when the run's time is nearly up; the reason is a sentence for the agent. A backend that can pass it on in
   * the middle of a run does so, and says with "wrap_up" whether the agent was told.
   */
  readonly wrapUp?: AbortSignal;
  /** For a backend that can ask a run once more: whether what it has said is an answer. */
  readonly judge?: AnswerJudge;
}

/** Lessons that a backend matches by itself as a run goes on, as far as the agent may read them. */
export interface LeftLessons {
  /** Folders of them, besides those in which it looks by itself. */
  readonly folders: readonly string[];
  /** Files of those that it must not give. */
  readonly withheld: readonly string[];
}

/** Context that a backend brings by itself, so that the brief leaves it out: nothing is given twice. */
export interface OwnContext {
  /** True when it matches the lessons of the workspace by itself, as a run goes on. */
  readonly lessons: boolean;
  /** Sections of the brief, by name, whose facts it has found out by itself. */
  readonly sections: readonly string[];
}

/** Tells a run's own words from its prompt said back. Each answers with why it is none, in words for the agent. */
export interface AnswerJudge {
  /** Of a last message; undefined when it may be an answer, or says nothing of the item. */
  message(text: string): string | undefined;
  /** Of the sentence that says what became of the item. */
  reason(text: string): string | undefined;
}

/** A session that has ended, and what its run had kept. */
export interface EarlierRun {
  readonly session: string;
  /** Absolute; it may be empty. */
  readonly transcript: string;
}

/** Result of a tool call. */
export interface ToolResult {
  readonly type: "tool_result";
  readonly id: string;
  readonly ok: boolean;
  /** Text of the tool's answer, no longer than a line we read. Guards see it; no log has it. */
  readonly output?: string;
}

/** Step of a run, told as it happens. "finished" comes exactly once, and last. */
export type BackendEvent =
  | { readonly type: "started"; readonly detail?: string }
  | { readonly type: "message"; readonly text: string }
  | { readonly type: "tool_call"; readonly id: string; readonly name: string; readonly input?: unknown }
  | ToolResult
  | { readonly type: "usage"; readonly usage: Usage }
  | { readonly type: "wrap_up"; readonly told: boolean; readonly text: string }
  | { readonly type: "finished"; readonly result: BackendResult };

/** Something that a workspace, or its owner, holds for a backend, and what becomes of it. */
export interface Offered {
  /** The file it stands in. */
  readonly source: string;
  readonly what: string;
  /**
   * "changed": its owner has approved it, and it is another now. What was approved stays active. "on": in force without
   * that, because an agent could do the same by itself. "broken": no run can begin with it.
   */
  readonly state: "off" | "on" | "trusted" | "changed" | "read" | "broken";
  readonly reason: string;
}

/** A session that has ended, and where a person would go on with it. Every path is absolute. */
export interface EndedRun extends EarlierRun {
  readonly cwd: string;
  readonly home: string;
  readonly model?: string;
}

/** The program a person's terminal is handed over to, and its whole environment but for the terminal's own. */
export type Reopened =
  | { readonly ok: true; readonly argv: readonly [string, ...string[]]; readonly env: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly reason: string };

/** A tool that can run an agent: a CLI, a local model, an ACP server. */
export interface Backend {
  readonly name: string;
  /** True when its runs cost nothing: nothing is reserved for them. */
  readonly free?: boolean;
  /** It runs what its owner has written, and not what a model says: it may be root without being contained. */
  readonly runsOwnersProgram?: boolean;
  /** Is it installed, signed in, reachable? Never calls a model. */
  probe(signal: AbortSignal): Promise<HealthReport>;
  /** Prepares a new home in which a person goes on with an ended session. Starts nothing. */
  open?(ended: EndedRun): Promise<Reopened>;
  /** Usage of a run that died before it could say so, by what it had kept. Rejects when that cannot be told. */
  used?(run: EarlierRun): Promise<Usage>;
  /**
   * Context that it brings to runs on such a commit, in the clone of it where there is one already. All of the brief is
   * needed where this is missing.
   */
  ownContext?(view: WorkspaceView, clone?: string): Promise<OwnContext>;
  /** Offers that a workspace's commit holds for it, and which of them are in effect; undefined for none. Runs nothing. */
  offered?(view: WorkspaceView): Promise<readonly Offered[] | undefined>;
  /**
   * Run one prompt to its end.
   *
   * Contract: never throws. Failure is a "finished" event with stopReason "error". "finished" comes exactly once, and
   * last; by then no process of the run is left. When `signal` aborts, it comes promptly with stopReason "cancelled".
   */
  run(request: BackendRequest, signal: AbortSignal): AsyncIterable<BackendEvent>;
}

/** By agent: each has a backend of its own, with its own options. */
export interface Backends {
  get(agent: string): Backend;
}
