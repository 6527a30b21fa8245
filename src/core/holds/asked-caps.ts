import type { AgentDefinition } from "../contracts/agent.ts";
import type { Fleet } from "../contracts/fleet.ts";
import type { BudgetPolicy, Caps } from "../contracts/policy.ts";
import { messageOf } from "../errors.ts";

/** The cause under which a budget policy that cannot say what may be spent is an incident. */
export const BUDGET = "budget";

/** Caps of an agent; or why there are none to be had: without them it must not spend anything. */
export type AskedCaps = { readonly caps: Caps } | { readonly wrong: string };

/** Asks the budget policy. That it cannot say is an incident, once for as long as it lasts. */
export async function askCaps(
  { ledger, clock }: Pick<Fleet, "ledger" | "clock">,
  budget: BudgetPolicy,
  agent: AgentDefinition,
): Promise<AskedCaps> {
  const asked = capsOf(budget, agent);
  const { name: about } = agent;
  const open = (await ledger.history.incidents()).find(({ key }) => key === `${BUDGET}:${about}`);
  const detail = "wrong" in asked ? asked.wrong : "it says what may be spent again";
  const isSaid = "wrong" in asked ? open?.report.detail === detail : open === undefined;
  if (isSaid) return asked;
  const status = "wrong" in asked ? "fail" : "pass";
  const report = { check: BUDGET, about, status, detail, needsPerson: true } as const;
  await ledger.incidents.observe({ check: BUDGET, subject: about, at: clock.now(), reports: [report] });
  return asked;
}

function capsOf(budget: BudgetPolicy, agent: AgentDefinition): AskedCaps {
  try {
    return { caps: budget.caps(agent) };
  } catch (thrown) {
    return { wrong: `${agent.name} is not started, as what it may spend is not known: ${messageOf(thrown)}` };
  }
}
