import type { EveryRule, LocalDay, OnceRule, TimeRule } from "../contracts/when.ts";
import { DAY, HOUR } from "../text/time-units.ts";
import { hoursOn } from "./calendar.ts";
import { covers, overlap, WHOLE_DAY } from "./day-window.ts";
import { includesDay } from "./days.ts";
import { localDay, wallClock } from "./wall-clock.ts";

/** Span after the one moment, up to and including the other; epoch milliseconds. */
export interface MomentSpan {
  readonly after: number;
  readonly upTo: number;
}

/** No zone's clocks are further ahead of UTC. */
const MOST_AHEAD = 14 * HOUR;
/** 29 February can be eight years away. */
const HORIZON = 9 * 366 * DAY;

/** The moments of a rule in a span: ascending, each once, worked out as they are asked for. */
export function* moments(rule: TimeRule, { after, upTo }: MomentSpan): Generator<number, void, undefined> {
  let last = after;
  // A window that ends on the next day has moments there.
  for (let day = localDay(rule.zone, after) - 1; day * DAY - MOST_AHEAD <= upTo; day++) {
    for (const at of momentsOn(rule, day)) {
      if (at > upTo) return;
      if (at <= last) continue;
      last = at;
      yield at;
    }
  }
}

/** The first moment of a rule after another; undefined when there is none within nine years. */
export function nextMoment(rule: TimeRule, after: number): number | undefined {
  return moments(rule, { after, upTo: after + HORIZON }).next().value ?? undefined;
}

/** The end of the window that a moment of a once-a-day rule begins: from then on it is too late for it. */
export function windowEnd(rule: OnceRule, at: number): number {
  const today = localDay(rule.zone, at);
  for (const day of [today, today - 1]) {
    const window = windowOn(rule, day);
    const clock = wallClock(rule.zone, day);
    if (window && clock(window.from).at === at) return Math.max(clock(window.to).at, at + HOUR);
  }
  return at + DAY;
}

function* momentsOn(rule: TimeRule, day: LocalDay): Generator<number, void, undefined> {
  if (!includesDay(rule.days, day)) return;
  const hours = rule.calendar ? hoursOn(rule.calendar, day) : WHOLE_DAY;
  if (!hours) return;
  const clock = wallClock(rule.zone, day);
  if (rule.kind === "at") {
    for (const time of rule.times) if (covers(hours, time)) yield clock(time).at;
    return;
  }
  const window = windowOn(rule, day);
  if (!window) return;
  const from = clock(window.from).at;
  if (rule.kind === "once") return yield from;
  for (let at = from, to = clock(window.to).at; at < to; at += rule.every) yield at;
}

/** Window of a rule on a day: its calendar may shorten it. */
function windowOn({ window, calendar }: OnceRule | EveryRule, day: LocalDay) {
  if (!calendar) return window;
  const hours = hoursOn(calendar, day);
  return hours && overlap(window, hours);
}
