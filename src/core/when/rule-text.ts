import type { AtRule, EveryRule, OnceRule, TimeRule } from "../contracts/when.ts";
import { clockTime } from "./clock-time.ts";
import { cronText } from "./cron.ts";
import { datesText } from "./dates.ts";
import { isWholeDay } from "./day-window.ts";
import { duration } from "./durations.ts";
import { weekdaysText } from "./weekdays.ts";

/** More times than these are written the cron way, where there is one. */
const MOST_TIMES = 4;

type Untitled<R> = Omit<R, "text">;

/** One way to write a rule, whichever way it was written: its identity, and a text that can be parsed again. */
export function ruleText(rule: Untitled<AtRule> | Untitled<OnceRule> | Untitled<EveryRule>): string {
  return `${ruleWords(rule)} in ${rule.calendar?.name ?? rule.zone}`;
}

function ruleWords(rule: Untitled<AtRule> | Untitled<OnceRule> | Untitled<EveryRule>): string {
  if (rule.kind === "at") return atText(rule);
  const start = rule.kind === "once" ? "once a day" : `every ${duration(rule.every)}`;
  return `${start}${onDays(rule)}${windowText(rule)}`;
}

function atText(rule: Untitled<AtRule>): string {
  const times = rule.times.map(clockTime).join(",");
  if (rule.days.kind === "nth") return `every ${rule.days.nth}d at ${times}`;
  const days = rule.days.kind === "week" ? weekdaysText(rule.days.weekdays) : datesText(rule.days.dates);
  const cron = days !== undefined && rule.times.length <= MOST_TIMES ? undefined : cronText(rule);
  return cron === undefined ? `${days ?? ""} ${times}` : `cron ${cron}`;
}

/** A rule in words that is about a part of the week says so. */
function onDays({ days }: Pick<TimeRule, "days">): string {
  return days.kind === "week" && days.weekdays.length < 7 ? ` on ${weekdaysText(days.weekdays)}` : "";
}

function windowText({ window }: Pick<OnceRule, "window">): string {
  return isWholeDay(window) ? "" : ` between ${clockTime(window.from)} and ${clockTime(window.to)}`;
}
