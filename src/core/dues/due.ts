import type { AgentDefinition } from "../contracts/agent.ts";
import type { Fleet } from "../contracts/fleet.ts";
import type { Due } from "../contracts/session.ts";
import { dutyOf } from "../work/duty.ts";

/** Request for a session. */
export interface DueRequest {
  /** "manual", "tick", …; later a rule of the agent's `when`. */
  readonly rule: string;
  /** True for the agent's duty, false for none; left to the agent's file when missing. */
  readonly duty?: boolean;
  /** The only item that may be taken. */
  readonly only?: string;
}

/** The moment that is now, as a due of an agent. */
export async function dueNow(fleet: Fleet, agent: AgentDefinition, { rule, duty, only }: DueRequest): Promise<Due> {
  const now = fleet.clock.now();
  const lastDuty = await fleet.ledger.history.lastDuty(agent.name);
  const decided = dutyOf(agent, { wanted: only === undefined ? duty : false, lastDuty, now, zone: fleet.zone });
  return {
    id: fleet.folders.newId(),
    rule: `${rule}/${agent.name}`,
    from: now,
    ...decided,
    ...(only !== undefined && { only }),
  };
}
