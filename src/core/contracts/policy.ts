import type { AgentDefinition } from "./agent.ts";

/** All that a dispatch policy may know. Policies read no clock, file or network: same situation, same decision. */
export interface Situation {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly agents: readonly AgentDefinition[];
  /** Agents that have a session open at this moment. */
  readonly busy: readonly string[];
  /** When each agent's last session started, epoch milliseconds; missing for one that never ran. */
  readonly lastStart: Readonly<Record<string, number>>;
}

export type Dispatch =
  | { readonly kind: "run"; readonly agent: AgentDefinition; readonly reason: string }
  | { readonly kind: "rest"; readonly reason: string };

/** Which agent, if any, goes on watch now? Pure, but for one that asks a program of the owner's. */
export interface DispatchPolicy {
  decide(situation: Situation): Dispatch | Promise<Dispatch>;
}
