import type { ClockTime, LocalDay, TimeRule } from "../contracts/when.ts";
import { DAY, MINUTE } from "../text/time-units.ts";
import { hoursOn } from "./calendar.ts";
import { clockTime } from "./clock-time.ts";
import { isWholeDay } from "./day-window.ts";
import { includesDay } from "./days.ts";
import { isoDay } from "./local-date.ts";
import { changeBetween, localDay, offsetAt, type Showing, wallMoment } from "./wall-clock.ts";

/** Times of a rule that its zone's clocks skip or show twice, in a span: what then happens, a sentence for each day. */
export function ambiguousTimes(rule: TimeRule, span: { readonly from: number; readonly to: number }): string[] {
  const changes = changesIn(rule.zone, span);
  // A window that ends on the day of the change may have begun on the day before.
  const days = new Set(changes.flatMap((at) => [-1, 0, 1].map((step) => localDay(rule.zone, at - 1) + step)));
  return [...days].flatMap((day) => (runsOn(rule, day) ? sentencesFor(rule, day) : []));
}

/** The moments at which a zone's clocks are changed, those of the last day of the span included. */
export function changesIn(zone: string, { from, to }: { readonly from: number; readonly to: number }): number[] {
  const changes: number[] = [];
  for (let at = from; at < to; at += DAY)
    if (offsetAt(zone, at) !== offsetAt(zone, at + DAY)) changes.push(changeBetween(zone, at, at + DAY));
  return changes;
}

const runsOn = ({ days, calendar }: TimeRule, day: LocalDay) =>
  includesDay(days, day) && (!calendar || hoursOn(calendar, day) !== undefined);

function sentencesFor(rule: TimeRule, day: LocalDay): string[] {
  const times = timesOf(rule);
  return (["skipped", "twice"] as const).flatMap((shown) => {
    const hit = times.filter((time) => wallMoment(rule.zone, day, time).shown === shown);
    return hit.length === 0 ? [] : [sentence(rule, day, { times: hit, shown })];
  });
}

/** The times of day that matter: an interval's are the edges of its window. */
function timesOf(rule: TimeRule): readonly ClockTime[] {
  if (rule.kind === "at") return rule.times;
  if (rule.kind === "once") return [rule.window.from];
  return isWholeDay(rule.window) ? [0] : [rule.window.from, rule.window.to];
}

interface Hit {
  readonly times: readonly ClockTime[];
  readonly shown: Exclude<Showing, "once">;
}

function sentence(rule: TimeRule, day: LocalDay, { times, shown }: Hit): string {
  const [first = 0] = times;
  const one = times.length === 1;
  const which = one
    ? clockTime(first)
    : `${times.length} times from ${clockTime(first)} to ${clockTime(times.at(-1) ?? 0)}`;
  const date = isoDay(day + Math.floor(first / 1440));
  const verb = shown === "twice" ? (one ? "comes twice" : "come twice") : one ? "does not exist" : "do not exist";
  return `${which} in ${rule.zone} ${verb} on ${date}: ${instead(rule, { times, shown }, wallMoment(rule.zone, day, first).at)}`;
}

/** Clause that says what is done about it. */
function instead({ kind, zone }: TimeRule, { times, shown }: Hit, at: number): string {
  const runs = times.length === 1 ? "it runs" : "they run";
  if (shown === "twice") return kind === "every" ? "its window has its edge at the first" : `${runs} the first time`;
  if (kind === "every") return `its window has its edge at ${wallTime(zone, at)}`;
  return `${runs} ${times.length === 1 ? "" : "once, "}at ${wallTime(zone, at)}`;
}

/** Time that the clocks show at a moment. */
const wallTime = (zone: string, at: number) => clockTime(Math.floor(((at + offsetAt(zone, at)) % DAY) / MINUTE));
