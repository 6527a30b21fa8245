import type { DatesOfMonth, Days, LocalDay } from "../contracts/when.ts";
import { isLastOfMonth, toDate, weekdayOf } from "./local-date.ts";

export const EVERY_DAY: Days = { kind: "week", weekdays: [0, 1, 2, 3, 4, 5, 6] };

/** True when a day is one of them. */
export function includesDay(days: Days, day: LocalDay): boolean {
  switch (days.kind) {
    case "week":
      return days.weekdays.includes(weekdayOf(day));
    case "dates":
      return includesDate(days.dates, day);
    case "nth":
      return day % days.nth === 0;
  }
}

function includesDate({ dates, last, months, weekdays }: DatesOfMonth, day: LocalDay): boolean {
  const { month, date } = toDate(day);
  if (!months.includes(month)) return false;
  return dates.includes(date) || (last && isLastOfMonth(day)) || weekdays.includes(weekdayOf(day));
}
