import type { Caps } from "../contracts/policy.ts";
import type { CapScope, RaisedCap, Reservation } from "../contracts/spending.ts";
import type { Left } from "./facts.ts";

/** Ledger's reservations and raised caps of one day. */
export interface Today {
  readonly reservations: readonly Reservation[];
  readonly raised: readonly RaisedCap[];
}

/** Money left of an agent's day and of the fleet's; what is reserved is gone until it is settled. */
export function budgetLeft(agent: string, caps: Caps, today: Today): readonly Left[] {
  return [
    ...leftOf({ what: "for you today", scope: "agent-day", agent, cap: caps.agentDay }, today),
    ...leftOf({ what: "for the whole fleet today", scope: "fleet-day", agent: "*", cap: caps.fleetDay }, today),
  ];
}

interface CapQuery {
  readonly what: string;
  readonly scope: CapScope;
  readonly agent: string;
  readonly cap: number | undefined;
}

function leftOf({ what, scope, agent, cap }: CapQuery, { reservations, raised }: Today): readonly Left[] {
  const inForce = raised.find((one) => one.scope === scope && one.agent === agent)?.micros ?? cap;
  if (inForce === undefined) return [];
  const counting = reservations.filter((one) => agent === "*" || one.agent === agent);
  const used = counting.reduce((sum, { spent, micros }) => sum + (spent ?? micros), 0);
  return [{ what, left: Math.max(0, inForce - used), cap: inForce }];
}
