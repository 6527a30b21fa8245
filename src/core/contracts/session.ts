import type { AgentDefinition } from "./agent.ts";
import type { BackendResult, Cause } from "./backend.ts";
import type { HealthReport } from "./health.ts";
import type { Lock } from "./locks.ts";
import type { RefusalKind } from "./refusal.ts";
import type { Neighbour } from "./review.ts";
import type { Considered, ItemState, WorkItem } from "./work.ts";

/** The four steps of a session, in their order. */
export type PhaseName = "status" | "select" | "execute" | "commit";

/** One moment at which an agent should run. */
export interface Due {
  readonly id: string;
  /** Rule that made it due: one of the agent's `when`, or "manual/trader" when a person asked. */
  readonly rule: string;
  /** Epoch milliseconds. */
  readonly from: number;
  /** Epoch milliseconds: from then on it is too late for it. Missing when a person asked: that is now or never. */
  readonly until?: number;
  /** The due is work in itself, and comes before everything else. */
  readonly duty: boolean;
  /** The only item that may be taken, where one was asked for. */
  readonly only?: string;
  /** Reason why it is, or is not, a duty: a sentence for `why`. */
  readonly reason: string;
}

/** A session is a plain value. Each phase takes it and gives it back one fact richer, or ended. */
export interface Session {
  /** A UUIDv7: folder, rescue ref, commit trailer. */
  readonly id: string;
  readonly agent: AgentDefinition;
  readonly due: Due;
  /** Grows with every session of the fleet; what a later holder has written, an earlier one cannot overwrite. */
  readonly fence: number;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** Its folder in the fleet's state: clone, home, input, events. */
  readonly folder: string;
  readonly lock: Lock;
  /** Micro-dollars reserved for it; missing when it cannot cost anything. */
  readonly allowance?: number;
  /**
   * Micro-dollars at which it is stopped, though nothing is reserved: a run that was to cost nothing may say that it
   * does.
   */
  readonly limit?: number;
  /** Aborts when a person says stop, with their words. Work that is not published by then is kept instead. */
  readonly stopping?: AbortSignal;
}

export interface Checked extends Session {
  /** The upstream commit everything is read from. */
  readonly upstream: string;
  readonly health: readonly HealthReport[];
}

export interface Selected extends Checked {
  readonly item: WorkItem;
  readonly considered: readonly Considered[];
}

export interface Executed extends Selected {
  /** The commit the clone started from: the upstream, or the upstream with rescued work merged in. */
  readonly base: string;
  /** With nothing in its text but the run's own words. */
  readonly result: BackendResult;
  /** Text it was told, the brief included: what stands in there is no answer. */
  readonly prompt?: string;
  /** Reason why its words may be those of strangers; missing when it has seen only the fleet's own. */
  readonly tainted?: string;
  /** Sibling's workspace it was to review. */
  readonly neighbour?: Neighbour;
}

export interface Ended extends Session, Remains {
  readonly item?: WorkItem;
  readonly result?: BackendResult;
  readonly outcome: Outcome;
  readonly publication: Publication;
}

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

/** Reason why there was no session: another process has the agent, or no agent is due. */
export interface Rested {
  readonly kind: "busy" | "rest";
  readonly reason: string;
}

export interface Phase<In extends Session, Out extends Session> {
  readonly name: PhaseName;
  run(session: In, signal: AbortSignal): Promise<Out | Ended>;
}
