import type { AtRule, ClockTime, Days, EveryRule, OnceRule, TimeRule } from "../contracts/when.ts";
import { DAY, MINUTE } from "../text/time-units.ts";
import { clockTime } from "./clock-time.ts";
import { covers, overlap, WHOLE_DAY } from "./day-window.ts";
import { EVERY_DAY } from "./days.ts";
import { nextMoment } from "./moments.ts";
import type { TimePlace } from "./place.ts";
import type { Clauses } from "./read-parts.ts";
import { Misread } from "./reader.ts";
import { ruleText } from "./rule-text.ts";

/** Day from which it is asked whether a rule ever has a moment: any day does. */
const SOME_DAY = Date.UTC(2024, 0, 1);

/** At these times of these days; evenly spread over the whole day, they are an interval. */
export function atRule(days: Days, times: readonly ClockTime[], place: TimePlace): TimeRule {
  const every = days.kind === "week" ? spacing(times) : undefined;
  const from = times[0] ?? 0;
  if (every !== undefined) return everyRule(every * MINUTE, { days, window: { ...WHOLE_DAY, from }, place });
  const { calendar } = place;
  const outside = calendar && times.find((time) => !covers(calendar.hours, time));
  if (calendar && outside !== undefined)
    throw new Misread(1, `${clockTime(outside)} is never while ${calendar.name} is open, ${hoursText(calendar)}`);
  const rule: Omit<AtRule, "text"> = { kind: "at", days, times, ...place };
  return thatHappens({ ...rule, text: ruleText(rule) });
}

/** Minutes from each of the times to the next, when that is the same all round the day. */
function spacing(times: readonly ClockTime[]): number | undefined {
  const step = 1440 / times.length;
  const first = times[0] ?? 0;
  const isEven = times.every((time, at) => time === first + at * step);
  return times.length > 1 && isEven ? step : undefined;
}

/** Once on each of the days. */
export function onceRule({ days, window, place }: Clauses): TimeRule {
  const rule: Omit<OnceRule, "text"> = { kind: "once", days, window, ...place };
  return thatHappens({ ...rule, text: ruleText(checked(rule)) });
}

/** In real time from the start of each day's window on. A whole day of the whole day is its midnight. */
export function everyRule(every: number, { days, window, place }: Clauses): TimeRule {
  if (every === DAY && window === WHOLE_DAY && !place.calendar) return atRule(days, [0], place);
  const rule: Omit<EveryRule, "text"> = { kind: "every", days, every, window, ...place };
  return thatHappens({ ...rule, text: ruleText(checked(rule)) });
}

/** Every so many days. */
export const everyFewDays = (nth: number, times: readonly ClockTime[], place: TimePlace): TimeRule =>
  atRule(nth === 1 ? EVERY_DAY : { kind: "nth", nth }, times, place);

function checked<R extends Omit<OnceRule, "text"> | Omit<EveryRule, "text">>(rule: R): R {
  const { calendar, window } = rule;
  if (!calendar || overlap(window, calendar.hours)) return rule;
  const asked = `between ${clockTime(window.from)} and ${clockTime(window.to)}`;
  throw new Misread(1, `${calendar.name} is never open ${asked}, but ${hoursText(calendar)}`);
}

const hoursText = ({ hours }: NonNullable<TimePlace["calendar"]>) =>
  `from ${clockTime(hours.from)} to ${clockTime(hours.to)}`;

function thatHappens<R extends TimeRule>(rule: R): R {
  if (nextMoment(rule, SOME_DAY) !== undefined) return rule;
  const closed = rule.calendar ? ` on which ${rule.calendar.name} is open` : "";
  throw new Misread(1, `this never happens: there is no such day${closed}`);
}
