import type { AgentDefinition } from "./agent.ts";
import type { HealthReport } from "./health-report.ts";
import type { Lock } from "./locks.ts";
import type { Outcome, Publication, Remains } from "./outcome.ts";
import type { PhaseName } from "./phase-name.ts";
import type { Neighbour } from "./review.ts";
import type { BackendResult } from "./run-result.ts";
import type { Considered, WorkItem } from "./work.ts";

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

/** Reason why there was no session: another process has the agent, or no agent is due. */
export interface Rested {
  readonly kind: "busy" | "rest";
  readonly reason: string;
}

export interface Phase<In extends Session, Out extends Session> {
  readonly name: PhaseName;
  run(session: In, signal: AbortSignal): Promise<Out | Ended>;
}
