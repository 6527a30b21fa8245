import type { AgentDefinition } from "./agent.ts";
import type { BackendEvent } from "./backend.ts";
import type { Cause } from "./run-result.ts";
import type { Due } from "./session.ts";
import type { Verdict } from "./verdict.ts";

/** All that a dispatch policy may know. Policies read no clock, file or network: same situation, same decision. */
export interface Situation {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Those that are due and may run, in the order of their files. */
  readonly agents: readonly AgentDefinition[];
  /** Dues of each of them, oldest first; none for an agent that has no `when`: it is due whenever a person asks. */
  readonly dues: Readonly<Record<string, readonly Due[]>>;
  /** Number of sessions that may be open at once. */
  readonly slots: number;
  /** Agents that have a session open at this moment. */
  readonly busy: readonly string[];
  /** Start of each agent's last session, epoch milliseconds; missing for one that never ran. */
  readonly lastStart: Readonly<Record<string, number>>;
  /** The titles of what each of them could take, as of what was fetched last; only for a policy that asks for it. */
  readonly ready?: Readonly<Record<string, readonly string[]>>;
}

/** A dispatch policy's answer: the agent that runs, or that none does, and the reason. */
export type Dispatch = (
  | { readonly kind: "run"; readonly agent: AgentDefinition; readonly reason: string }
  | { readonly kind: "rest"; readonly reason: string }
) & {
  /** Agents whose dues are skipped, because they have nothing to do. */
  readonly idle?: readonly string[];
};

/** Picks the agent, if any, that goes on watch now. Pure, but for one that asks a program of the owner's. */
export interface DispatchPolicy {
  /** True when it has to know what the agents could take, which is work to find out. */
  readonly asksForWork?: boolean;
  /** One of the situation's agents, or none. The reason is what `midwatch why` tells. */
  decide(situation: Situation): Dispatch | Promise<Dispatch>;
}

/**
 * Limits in micro-dollars: for one session, for the agent in a day, for the whole fleet in a day. A missing cap is
 * none.
 */
export interface Caps {
  readonly run: number;
  readonly agentDay?: number;
  readonly fleetDay?: number;
  /** The share of a subscription's window, from 0 to 1, that is left to the person whose it is. */
  readonly headRoom?: number;
}

/** Caps for each agent. Pure. Only the ledger knows what was spent and reserved, and whether it fits. */
export interface BudgetPolicy {
  /** Micro-dollars. */
  caps(agent: AgentDefinition): Caps;
}

/** Event a guard is told: everything a run does, and, every few seconds, that time has passed. */
export type GuardEvent = BackendEvent | { readonly type: "tick" };

/** A guard's answer: it may also allow, and give notice that it will not for long. The first notice is passed on. */
export type Watched = Verdict | { readonly ok: true; readonly notice: string };

/** Watches one run from outside the agent. Its first refusal stops the run; `at` is epoch milliseconds. */
export type Guard = (event: GuardEvent, at: number) => Watched;

/**
 * A limit on what a run may do, whatever its backend. Its guards are pure: same events, same verdicts; but for one that
 * asks a program of the owner's.
 */
export interface GuardPolicy {
  /** Cause of the end of a run that it stopped. */
  readonly cause: Cause;
  /** A fresh guard, for a run that begins now; `over` aborts when that run has ended. */
  guard(at: number, over: AbortSignal): Guard;
}
