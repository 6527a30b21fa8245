import type { AgentDefinition } from "./contracts/agent.ts";
import type { BackendResult, Cause } from "./contracts/backend.ts";
import type { BudgetRequest, Settlement } from "./contracts/ledger.ts";
import type { Caps } from "./contracts/policy.ts";
import { MICROS } from "./money.ts";
import { dayIn } from "./zone.ts";

/** Nothing was started that could have cost anything. */
const NEVER_RAN: readonly (Cause | undefined)[] = ["spawn", "setup"];

interface Asked {
  readonly agent: AgentDefinition;
  readonly caps: Caps;
  /** Whether what runs it costs nobody anything. */
  readonly free: boolean;
  readonly now: number;
  readonly zone: string;
}

/** What is reserved before a session, and out of what. The agent's own file has the last word on one session. */
export function budgetFor({ agent, caps: { run, headRoom: _, ...days }, free, now, zone }: Asked): BudgetRequest {
  const { dollars } = agent.limits;
  const asked = dollars === undefined ? run : Math.round(dollars * MICROS);
  return { asked: free ? 0 : asked, day: dayIn(zone, now), ...days };
}

/** What a session took: nothing where nothing ran; what the run says of itself, if that can be; else it is not known. */
export function spentBy(result: BackendResult | undefined): Pick<Settlement, "spent"> {
  if (!result || NEVER_RAN.includes(result.cause)) return { spent: 0 };
  const { micros } = result.usage;
  return micros !== undefined && Number.isSafeInteger(micros) && micros >= 0 ? { spent: micros } : {};
}
