import { z } from "zod";
import type { Calendar } from "../core/contracts/when.ts";
import { parseClockTime } from "../core/when/clock-time.ts";
import { parseIsoDay } from "../core/when/local-date.ts";
import { zoneCalled } from "../core/when/place.ts";
import { parseWeekdays } from "../core/when/weekdays.ts";

const day = z.string().refine((text) => parseIsoDay(text) !== undefined, "write a day that there is, e.g. 2026-11-26");
const time = z.string().refine((text) => parseClockTime(text) !== undefined, "write a time of day, e.g. 09:30");
const reason = z.string().min(1, "say why");
const isoDay = (text: string) => parseIsoDay(text) ?? 0;
const timeOf = (text: string) => parseClockTime(text) ?? 0;

/** A calendar's file: when something is open, and up to which day that is known. */
export const CalendarSchema = z
  .strictObject({
    title: z.string().min(1, "say what it is the calendar of").describe("What it is the calendar of"),
    zone: z
      .string()
      .refine((zone) => zoneCalled(zone) === zone, "this is no time zone; write e.g. America/New_York")
      .describe("The time zone its hours are meant in"),
    weekdays: z
      .string()
      .refine((text) => weekdaysOf(text) !== undefined, "write days, e.g. Mon-Fri or Mon,Wed,Fri")
      .default("Mon-Fri")
      .describe("The days of the week it is open on"),
    opens: time.describe("When it opens, e.g. 09:30"),
    closes: time.describe("When it closes, e.g. 16:00"),
    until: day.describe("The last day the days below are known for; check warns 60 days before, and from then on"),
    closed: z.record(day, reason).default({}).describe("Days it stays closed on, and why"),
    short: z
      .record(day, z.strictObject({ closes: time, reason }))
      .default({})
      .describe("Days it closes early, when, and why"),
  })
  .superRefine(({ opens, closes, closed, short }, context) => {
    const issue = (message: string, ...path: PropertyKey[]) => context.addIssue({ code: "custom", message, path });
    if (timeOf(opens) >= timeOf(closes)) issue(`write a time after ${opens}, when it opens`, "closes");
    for (const [date, early] of Object.entries(short)) {
      if (date in closed) issue("it is closed on that day: leave one of the two out", "short", date);
      const isWithin = timeOf(early.closes) > timeOf(opens) && timeOf(early.closes) < timeOf(closes);
      if (!isWithin) issue(`write a time between ${opens} and ${closes}`, "short", date, "closes");
    }
  });

function weekdaysOf(text: string): readonly number[] | undefined {
  const parts = text.split(",").map((word) => parseWeekdays(word.trim()));
  return parts.every((part) => part !== undefined) ? [...new Set(parts.flat())].toSorted((a, b) => a - b) : undefined;
}

/** The calendar that a checked file declares. */
export function toCalendar(name: string, file: z.infer<typeof CalendarSchema>): Calendar {
  const { title, zone, weekdays, opens, closes, until, closed, short } = file;
  const early = Object.entries(short).map(
    ([date, { closes: at, reason: why }]) => [isoDay(date), { closes: timeOf(at), reason: why }] as const,
  );
  return {
    name,
    title,
    zone,
    weekdays: weekdaysOf(weekdays) ?? [],
    hours: { from: timeOf(opens), to: timeOf(closes) },
    closed: new Map(Object.entries(closed).map(([date, why]) => [isoDay(date), why])),
    short: new Map(early),
    until: isoDay(until),
  };
}
