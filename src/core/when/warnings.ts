import type { TimeRule, When } from "../contracts/when.ts";
import { DAY } from "../text/time-units.ts";
import { expiryOf } from "./calendar.ts";
import { ambiguousTimes } from "./clock-changes.ts";
import { isoDay } from "./local-date.ts";
import { nextMoment } from "./moments.ts";
import { isTimeRule } from "./time-rule.ts";
import { localDay } from "./wall-clock.ts";

/** Warnings about a `when` that is right, a sentence each: as of a moment, for the year that follows. */
export function warningsOf({ rules }: When, now: number): readonly string[] {
  const timed = rules.filter(isTimeRule);
  const expiries = timed.flatMap(({ calendar }) => (calendar ? (expiryOf(calendar, now) ?? []) : []));
  const ambiguous = timed.flatMap((rule) => ambiguousTimes(rule, { from: now, to: now + 365 * DAY }));
  return [...new Set([...expiries, ...ambiguous, ...timed.flatMap((rule) => rareDate(rule, now))])];
}

/** A date that not every month has, and what comes of it. */
function rareDate(rule: TimeRule, now: number): string[] {
  if (rule.days.kind !== "dates") return [];
  const { dates, last, months, weekdays } = rule.days.dates;
  const isRare = !last && weekdays.length === 0 && dates.every((date) => date > 28);
  const next = nextMoment(rule, now);
  if (!isRare || next === undefined || !months.some((month) => dates.every((date) => date > shortest(month))))
    return [];
  return [`"${rule.text}" runs only in months that have such a day: next on ${isoDay(localDay(rule.zone, next))}`];
}

/** Number of days a month always has. */
const shortest = (month: number) => new Date(Date.UTC(2025, month, 0)).getUTCDate();
