import type { AgentDefinition } from "../contracts/agent.ts";
import type { Caps } from "../contracts/policy.ts";
import type { BackendResult, Cause, Usage } from "../contracts/run-result.ts";
import type { Settlement } from "../contracts/settlement.ts";
import type { BudgetRequest } from "../contracts/spending.ts";
import { dayIn } from "../text/zone.ts";
import { MICROS } from "./money.ts";

/** Nothing was started that could have cost anything. */
const NEVER_RAN: readonly (Cause | undefined)[] = ["spawn", "setup"];

interface BudgetInput {
  readonly agent: AgentDefinition;
  readonly caps: Caps;
  /** True when its backend's runs cost nothing. */
  readonly free: boolean;
  readonly now: number;
  readonly zone: string;
}

/** Reservation to make before a session, and the caps it comes out of. */
export function budgetFor({ now, zone, ...asked }: BudgetInput): BudgetRequest {
  const { agentDay, fleetDay } = asked.caps;
  return {
    asked: reservedFor(asked),
    day: dayIn(zone, now),
    ...(agentDay !== undefined && { agentDay }),
    ...(fleetDay !== undefined && { fleetDay }),
  };
}

/** Cap of one session, in micro-dollars: the agent's own file has the last word on it. */
export function reservedFor({ agent, caps: { run }, free }: Pick<BudgetInput, "agent" | "caps" | "free">): number {
  const { dollars } = agent.limits;
  if (free) return 0;
  return dollars === undefined ? run : Math.round(dollars * MICROS);
}

/** Cost of a session: nothing where nothing ran; what the run says of itself, if that can be; else it is not known. */
export function spentBy(result: BackendResult | undefined): Pick<Settlement, "spent"> {
  if (!result || NEVER_RAN.includes(result.cause)) return { spent: 0 };
  return pricedBy(result.usage);
}

/** Charge for a run that has told a price, where that can be one. */
export function pricedBy({ micros }: Usage): Pick<Settlement, "spent"> {
  return micros !== undefined && Number.isSafeInteger(micros) && micros >= 0 ? { spent: micros } : {};
}
