import { hintsFor } from "./hints.ts";
import { type Planning, planInputOf } from "./plan-input.ts";
import type { PlannedDue } from "./planned.ts";
import { rehearse } from "./rehearsal.ts";
import { type Total, totalOf, totalsBy } from "./totals.ts";

/** Span and agent that a plan is asked for. */
export interface PlanQuestion {
  /** Epoch milliseconds: the first moment that counts, and the first that does not. */
  readonly from: number;
  readonly to: number;
  /** Only what becomes of this agent is told; the others are planned all the same. */
  readonly agent?: string;
}

/** Rehearsal of the coming days, and its sums. */
export interface Plan {
  readonly from: number;
  readonly to: number;
  readonly dues: readonly PlannedDue[];
  readonly days: readonly Total[];
  readonly agents: readonly (Total & { readonly basis: string })[];
  readonly total: Total;
  /** Sentences on unusual moments, and on events that cannot be foreseen. */
  readonly hints: readonly string[];
}

/** Rehearses a fleet's time with the rules, policies and functions of the real thing. Changes nothing. */
export async function plan(planning: Planning, { from, to, agent }: PlanQuestion): Promise<Plan> {
  const input = await planInputOf(planning, { from, to });
  const all = await rehearse(input);
  const isMeant = (name: string) => agent === undefined || name === agent;
  const dues = all.filter((due) => isMeant(due.agent));
  const meant = input.agents.filter((one) => isMeant(one.agent.name));
  const own = totalsBy("agent", dues);
  return {
    from,
    to,
    dues,
    days: totalsBy("day", dues).toSorted((a, b) => a.of.localeCompare(b.of)),
    agents: meant.flatMap(({ agent: { name }, habit: { basis } }) => {
      const total = own.find(({ of }) => of === name);
      return total ? [{ ...total, basis }] : [];
    }),
    total: totalOf("all", dues),
    hints: hintsFor(
      meant.map((one) => one.agent),
      input.zone,
      { from, to },
    ),
  };
}
