import type { AgentDefinition } from "../contracts/agent.ts";
import type { Caps, DispatchPolicy } from "../contracts/policy.ts";
import type { Due } from "../contracts/session.ts";
import type { RaisedCap } from "../contracts/spending.ts";
import type { BackOff } from "../holds/backoff.ts";

/** Time and money that a session of an agent takes, as far as they can be known beforehand. */
export interface UsualSession {
  /** Milliseconds. */
  readonly ms: number;
  /** Micro-dollars. */
  readonly micros: number;
  /** Source of these figures: a sentence for the person who reads the plan. */
  readonly basis: string;
}

/** An agent, and how it stands when the plan begins. */
export interface PlannedAgent {
  readonly agent: AgentDefinition;
  readonly caps: Caps;
  /** True when its backend costs nothing. */
  readonly free: boolean;
  readonly habit: UsualSession;
  /** Reason why the agent may not be started; undefined when it may. */
  readonly stopped: string | undefined;
  /** Back-off after a failure, or pause of its backend. */
  readonly held: BackOff | undefined;
  readonly last: { readonly startedAt: number; readonly endedAt?: number } | undefined;
  /** It is at work when the plan begins. */
  readonly isAtWork: boolean;
  /** Dues that are pending already. */
  readonly pending: readonly Due[];
}

/** Everything a plan is made from. */
export interface PlanInput {
  /** Epoch milliseconds: the first moment that counts, and the first that does not. */
  readonly from: number;
  readonly to: number;
  readonly zone: string;
  readonly slots: number;
  /** Milliseconds for which a due is worth running. */
  readonly catchUp: number;
  readonly agents: readonly PlannedAgent[];
  readonly dispatch: DispatchPolicy;
  /** Money that has been spent or reserved, by day and agent. */
  readonly spent: readonly { readonly day: string; readonly agent: string; readonly micros: number }[];
  readonly raised: readonly RaisedCap[];
}

/** Fate of one moment at which an agent is due. */
export interface PlannedDue {
  readonly agent: string;
  readonly rule: string;
  /** The moment; epoch milliseconds. */
  readonly at: number;
  readonly fate: "runs" | "coalesced" | "skipped" | "missed" | "waits";
  readonly reason: string;
  /** Start and end of its session; of those that run. */
  readonly startsAt?: number;
  readonly endsAt?: number;
  /** The day it counts for, where the fleet's clocks are. */
  readonly day: string;
  readonly micros: number;
}
