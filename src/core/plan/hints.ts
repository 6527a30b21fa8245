import type { AgentDefinition } from "../contracts/agent.ts";
import type { Calendar, TimeRule } from "../contracts/when.ts";
import { counted } from "../text/wording.ts";
import { expiryOf } from "../when/calendar.ts";
import { ambiguousTimes, changesIn } from "../when/clock-changes.ts";
import { clockTime } from "../when/clock-time.ts";
import { isoDay } from "../when/local-date.ts";
import { isTimeRule } from "../when/time-rule.ts";
import { localDay, offsetAt } from "../when/wall-clock.ts";

interface HintTime {
  readonly from: number;
  readonly to: number;
}

/** Sentences on unusual moments of a span, and on events that no plan can foresee. */
export function hintsFor(agents: readonly AgentDefinition[], zone: string, span: HintTime): readonly string[] {
  const rules = agents.flatMap(({ when }) => when?.rules ?? []).filter(isTimeRule);
  const zones = [...new Set([zone, ...rules.map((rule) => rule.zone)])];
  return [
    ...zones.flatMap((each) => changesIn(each, span).filter(inside(span)).map(clockChange(each))),
    ...new Set(rules.flatMap((rule) => ambiguousTimes(rule, span))),
    ...calendarsOf(rules).flatMap((calendar) => [...daysOff(calendar, span), ...expiry(calendar, span)]),
    ...agents.flatMap(unforeseen),
  ];
}

const inside =
  ({ from, to }: HintTime) =>
  (at: number) =>
    at >= from && at < to;

function clockChange(zone: string) {
  return (at: number): string => {
    const minutes = Math.round((offsetAt(zone, at) - offsetAt(zone, at - 1)) / 60_000);
    const way = minutes > 0 ? "forward" : "back";
    return `${zone}: the clocks go ${way} by ${counted(Math.abs(minutes), "minute")} on ${isoDay(localDay(zone, at - 1))}`;
  };
}

const calendarsOf = (rules: readonly TimeRule[]): readonly Calendar[] => [
  ...new Map(rules.flatMap(({ calendar }) => (calendar ? [[calendar.name, calendar] as const] : []))).values(),
];

function daysOff({ name, zone, closed, short }: Calendar, { from, to }: HintTime): string[] {
  const [first, last] = [localDay(zone, from), localDay(zone, to - 1)];
  const shut = [...closed].map(([day, reason]) => ({ day, text: `${name} is closed on ${isoDay(day)}: ${reason}` }));
  const early = [...short].map(([day, { closes, reason }]) => {
    return { day, text: `${name} closes at ${clockTime(closes)} on ${isoDay(day)}: ${reason}` };
  });
  return [...shut, ...early]
    .filter(({ day }) => day >= first && day <= last)
    .toSorted((a, b) => a.day - b.day)
    .map(({ text }) => text);
}

/** Sentence on the end of the calendar, where the plan goes beyond it. */
function expiry(calendar: Calendar, { to }: HintTime): string[] {
  const beyond = localDay(calendar.zone, to) > calendar.until;
  return beyond ? [expiryOf(calendar, to) ?? ""] : [];
}

function unforeseen({ name, when }: AgentDefinition): string[] {
  if (!when) return [`${name} has no schedule (when): it runs only by hand`];
  const events = when.rules.flatMap((rule) => (rule.kind === "on" ? [rule.event] : []));
  return events.length > 0 ? [`${name} also runs on ${events.join(", ")}: no plan can foresee that`] : [];
}
