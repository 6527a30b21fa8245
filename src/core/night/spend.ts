import type { AgentDayCharge, ChargeGroup } from "../contracts/charges.ts";
import type { History } from "../contracts/history.ts";
import type { Caps } from "../contracts/policy.ts";
import type { RaisedCap } from "../contracts/spending.ts";
import { dayIn } from "../text/zone.ts";
import { usualDay, usualSince } from "./usual.ts";

/** Charges of today, the cap on them, and what a usual day costs. */
export interface TodaySpend {
  /** Micro-dollars, with what open sessions have reserved. */
  readonly micros: number;
  /** As it is set for today; missing where there is none, or where it is not known. */
  readonly cap?: number;
  /** Missing where no day before today had a session. */
  readonly usual?: number;
}

/** Charges of the days since one, by everything that they are summed by. */
export interface Spend {
  readonly from: string;
  readonly today: TodaySpend & { readonly day: string };
  readonly total: Omit<ChargeGroup, "name">;
  /** The latest first, each with the cap of that day. */
  readonly days: readonly (ChargeGroup & { readonly cap?: number })[];
  readonly agents: readonly (ChargeGroup & { readonly today: TodaySpend })[];
  readonly sources: readonly ChargeGroup[];
  readonly models: readonly ChargeGroup[];
}

interface SpendQuery {
  readonly now: number;
  readonly zone: string;
  /** The first day: "2026-11-22". */
  readonly from: string;
  /** As the files set them; missing where they are not known. */
  readonly caps?: Caps;
}

/** Charges as the ledger sums them. Asking changes nothing. */
export async function spendOf(history: History, { now, zone, from, caps }: SpendQuery): Promise<Spend> {
  const today = dayIn(zone, now);
  const daily = await history.charges.daily(usualSince(zone, now));
  const raised = await history.raisedCaps(today);
  const days = await history.charges.by("day", from);
  const agents = byAgent(daily);
  return {
    from,
    today: { day: today, ...todayOf(sumByDay(daily), today, capOn("fleet-day", "*", { raised, caps })) },
    total: totalOf(days),
    days: await withCaps(history, days.toReversed(), caps),
    agents: (await history.charges.by("agent", from)).map((group) => {
      const { name } = group;
      const cap = capOn("agent-day", name ?? "", { raised, caps });
      return { ...group, today: todayOf(agents.get(name ?? "") ?? [], today, cap) };
    }),
    sources: await history.charges.by("source", from),
    models: await history.charges.by("model", from),
  };
}

const byAgent = (daily: readonly AgentDayCharge[]) => Map.groupBy(daily, ({ agent }) => agent);

const sumByDay = (daily: readonly AgentDayCharge[]) =>
  [...Map.groupBy(daily, ({ day }) => day)].map(([day, charges]) => ({
    day,
    micros: charges.reduce((sum, { micros }) => sum + micros, 0),
  }));

function todayOf(days: readonly Omit<AgentDayCharge, "agent">[], today: string, cap: number | undefined): TodaySpend {
  const usual = usualDay(days, today);
  return {
    micros: days.find(({ day }) => day === today)?.micros ?? 0,
    ...(cap !== undefined && { cap }),
    ...(usual !== undefined && { usual }),
  };
}

interface CapsInForce {
  readonly raised: readonly RaisedCap[];
  readonly caps: Caps | undefined;
}

const capOn = (scope: RaisedCap["scope"], agent: string, { raised, caps }: CapsInForce): number | undefined =>
  raised.find((one) => one.scope === scope && one.agent === agent)?.micros ??
  (scope === "fleet-day" ? caps?.fleetDay : caps?.agentDay);

const withCaps = (history: History, days: readonly ChargeGroup[], caps: Caps | undefined) =>
  Promise.all(
    days.map(async (group) => {
      const cap = capOn("fleet-day", "*", { raised: await history.raisedCaps(group.name ?? ""), caps });
      return { ...group, ...(cap !== undefined && { cap }) };
    }),
  );

const totalOf = (groups: readonly ChargeGroup[]): Spend["total"] => {
  const sum = (of: (group: ChargeGroup) => number) => groups.reduce((all, group) => all + of(group), 0);
  return {
    sessions: sum(({ sessions }) => sessions),
    micros: sum(({ micros }) => micros),
    reserved: sum(({ reserved }) => reserved),
    guesses: sum(({ guesses }) => guesses),
  };
};
