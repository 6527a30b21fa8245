import type { AtRule, TimeRule, When, WhenRule } from "../contracts/when.ts";
import { clockTime } from "./clock-time.ts";
import { datesInWords } from "./dates.ts";
import { isWholeDay } from "./day-window.ts";
import { durationInWords } from "./durations.ts";
import { listInWords, weekdaysInWords } from "./weekdays.ts";

/** More of them than these are counted instead of named. */
const MOST_TIMES = 6;

/** A rule said back in words: "every 30 minutes while NYSE is open". */
export function describeRule(rule: WhenRule): string {
  return `${describeSingle(rule)}${"duty" in rule && rule.duty === false ? ", without its duty" : ""}`;
}

function describeSingle(rule: WhenRule): string {
  switch (rule.kind) {
    case "on":
      return `on every ${rule.event} event`;
    case "after":
      return `after every session of ${rule.agent}`;
    case "at":
      return `${onDays(rule).replace(/^on /, "")} ${atTimes(rule)}${somewhere(rule, true)}`;
    default: {
      const start = rule.kind === "once" ? "once a day" : `every ${durationInWords(rule.every)}`;
      const days = onDays(rule);
      const window = isWholeDay(rule.window)
        ? ""
        : ` between ${clockTime(rule.window.from)} and ${clockTime(rule.window.to)}`;
      return `${start}${days === "every day" ? "" : ` ${days}`}${window}${somewhere(rule, window !== "")}`;
    }
  }
}

/** A whole `when` in words, with the gap it asks for. */
export function describeWhen({ rules, minGap }: When): string {
  const gap = minGap > 0 ? [`at least ${durationInWords(minGap).replace(/^(?!\d)/, "1 ")} apart`] : [];
  return [...rules.map(describeRule), ...gap].join("; ");
}

function onDays({ days }: TimeRule): string {
  switch (days.kind) {
    case "week":
      return weekdaysInWords(days.weekdays);
    case "dates":
      return datesInWords(days.dates);
    case "nth":
      return `every ${days.nth} days`;
  }
}

function atTimes({ times }: AtRule): string {
  const shown = times.map(clockTime);
  if (shown.length <= MOST_TIMES) return `at ${listInWords(shown)}`;
  return `at ${shown.length} times from ${shown[0]} to ${shown.at(-1)}`;
}

/** The zone matters where a time of day is named. */
function somewhere({ calendar, zone }: TimeRule, namesTime: boolean): string {
  if (!calendar) return ` (${zone})`;
  return ` while ${calendar.name} is open${namesTime ? ` (${zone})` : ""}`;
}
