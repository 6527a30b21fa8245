import { dayIn } from "../../../core/text/zone.ts";
import { moments } from "../../../core/when/moments.ts";
import { parseWhen } from "../../../core/when/parse.ts";
import { isTimeRule } from "../../../core/when/time-rule.ts";
import { commented } from "./lines.ts";

/** Most that one session may cost, until its owner knows better. */
const RUN_DOLLARS = 2;
/** For an agent that nothing runs by the clock: so often somebody asks it, at most. */
const MAX_REQUESTS_A_DAY = 5;
/** A week without holidays and without a change of the clocks. */
const WEEK = { after: Date.parse("2026-01-11T23:59:00Z"), upTo: Date.parse("2026-01-18T23:59:00Z") };

/** A day's cap has room for a session more than its runs take: one that is tried again does not end the day. */
const LEAST_RUNS = 2;
/**
 * Most that agents that are due all day long may spend until their owner knows better: most of their sessions find
 * nothing.
 */
const MOST_AGENT_DOLLARS = 30;
const MOST_FLEET_DOLLARS = 60;

/** Caps that let the schedule be kept and stop what gets out of hand: the busiest day of a week, at a session's cap. */
export function budgetLine(whens: readonly (readonly string[])[], zone: string): string {
  const busiest = whens.map((texts) => busiestDay(texts, zone));
  const [most, all] = [Math.max(...busiest), busiest.reduce((sum, sessions) => sum + sessions, 0)];
  const dayOf = (sessions: number) => Math.max(sessions, LEAST_RUNS) * RUN_DOLLARS;
  const [agent, fleet] = [Math.min(dayOf(most), MOST_AGENT_DOLLARS), Math.min(dayOf(all), MOST_FLEET_DOLLARS)];
  const caps = `run: ${RUN_DOLLARS}, agentDay: ${agent}, fleetDay: ${fleet}`;
  const isLess = fleet < all * RUN_DOLLARS || agent < most * RUN_DOLLARS ? ", and not all of them at their most" : "";
  const why = `${all} sessions of all agents on a busy day, $${RUN_DOLLARS} at most each${isLess}; what the first nights cost says how much lower they can be`;
  return commented(`budget: { use: caps, ${caps} }`, why);
}

function busiestDay(texts: readonly string[], zone: string): number {
  const calendars = { names: [], get: () => undefined };
  const when = parseWhen(texts, { zone, calendars, agents: [], events: [] });
  const rules = "rules" in when ? when.rules.filter(isTimeRule) : [];
  if (rules.length === 0) return MAX_REQUESTS_A_DAY;
  const days = Map.groupBy(
    rules.flatMap((rule) => [...moments(rule, WEEK)]),
    (at) => dayIn(zone, at),
  );
  return Math.max(1, ...[...days.values()].map((all) => all.length));
}
