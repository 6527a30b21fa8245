import type { Calendar, DayWindow, LocalDay } from "../contracts/when.ts";
import { isoDay, weekdayOf } from "./local-date.ts";
import { localDay } from "./wall-clock.ts";

/** From when until when it is open on a day; undefined when it is closed. */
export function hoursOn(calendar: Calendar, day: LocalDay): DayWindow | undefined {
  if (!calendar.weekdays.includes(weekdayOf(day)) || calendar.closed.has(day)) return undefined;
  const early = calendar.short.get(day);
  return early ? { from: calendar.hours.from, to: early.closes } : calendar.hours;
}

/** Days before a calendar's end from which on it is warned of. */
const WARNED_AHEAD = 60;

/** That a calendar's holidays are known for a few more days only, or no longer; undefined while all is well. */
export function expiryOf({ name, zone, until }: Calendar, now: number): string | undefined {
  const left = until - localDay(zone, now);
  if (left > WARNED_AHEAD) return undefined;
  if (left < 0)
    return `${name}'s holidays are known up to ${isoDay(until)} only: until calendars/${name}.yaml has later ones, it is taken to be open on all its weekdays`;
  return `${name}'s holidays are known up to ${isoDay(until)}, ${left === 1 ? "1 day" : `${left} days`} from now: write later ones into calendars/${name}.yaml`;
}
