import type { Calendar, DayWindow, LocalDay } from "../contracts/when.ts";
import { weekdayOf } from "./local-date.ts";

/** From when until when it is open on a day; undefined when it is closed. */
export function hoursOn(calendar: Calendar, day: LocalDay): DayWindow | undefined {
  if (!calendar.weekdays.includes(weekdayOf(day)) || calendar.closed.has(day)) return undefined;
  const early = calendar.short.get(day);
  return early ? { from: calendar.hours.from, to: early.closes } : calendar.hours;
}
