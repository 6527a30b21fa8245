import { CronPattern } from "croner";
import type { ClockTime, Days } from "../contracts/when.ts";
import { EVERY_DAY } from "./days.ts";
import { Misread } from "./reader.ts";

/** Days, and times of them. */
export interface DayTimes {
  readonly days: Days;
  readonly times: readonly ClockTime[];
}

const FIELDS = ["minute", "hour", "day of month", "month", "weekday"] as const;
/** Fields as every cron understands them, and L for the last day of a month. */
const PLAIN_FIELDS = [
  /^[\d*/,-]+$/,
  /^[\d*/,-]+$/,
  /^(?:L|[\d*/,-])+$/,
  /^[\d*/,A-Za-z-]+$/,
  /^(?!.*\dL)[\d*/,A-Za-z-]+$/,
];
const RANGES = ["0 to 59", "0 to 23", "1 to 31, or L for the last", "1 to 12, or JAN to DEC", "0 to 7, or SUN to SAT"];
const EVERY_WEEKDAY = 63;
const ALL_DATES = Array.from({ length: 31 }, (_, at) => at + 1);

/** Reads the five fields of a cron expression that begins at a column of a rule. */
export function parseCron(expression: string, column: number): DayTimes {
  const fields = [...expression.matchAll(/\S+/g)];
  if (fields.length !== FIELDS.length) throw new Misread(column, wrongCount(fields.length));
  for (const [at, field] of fields.entries()) checkField(at, field[0], column + field.index);
  return readPattern(new CronPattern(expression, "UTC", { mode: "5-part" }));
}

const wrongCount = (count: number) =>
  `cron takes five fields (${FIELDS.join(", ")}), and here are ${count}; e.g. cron 0 */2 * * 1-5`;

/** One at a time, so that it can be said which of them is wrong. */
function checkField(at: number, field: string, column: number): void {
  const alone = FIELDS.map((_, other) => (other === at ? field : "*")).join(" ");
  try {
    if (!PLAIN_FIELDS[at]?.test(field)) throw new Error();
    new CronPattern(alone, "UTC", { mode: "5-part" });
  } catch {
    throw new Misread(
      column,
      `"${field}" is no ${FIELDS[at]} of cron: write ${RANGES[at]}; lists (1,2), ranges (1-5) and steps (*/2) of them`,
    );
  }
}

function readPattern(pattern: CronPattern): DayTimes {
  const minutes = chosen(pattern.minute, 0);
  return {
    days: daysOf(pattern),
    times: chosen(pattern.hour, 0).flatMap((hour) => minutes.map((minute) => hour * 60 + minute)),
  };
}

/** Cron joins day of month and weekday with "or" where both are given. */
function daysOf(pattern: CronPattern): Days {
  const { starDOM, starDOW, lastDayOfMonth: last } = pattern;
  const months = chosen(pattern.month, 1);
  const weekdays = pattern.dayOfWeek.flatMap((weeks, day) => (weeks === EVERY_WEEKDAY ? [day] : []));
  const dates = chosen(pattern.day, 1);
  const byDate = { dates: starDOM ? [] : dates, last, weekdays: starDOW ? [] : weekdays };
  const isEveryDay = (starDOM && starDOW) || byDate.dates.length === 31 || byDate.weekdays.length === 7;
  if (months.length === 12 && (isEveryDay || starDOM)) return isEveryDay ? EVERY_DAY : { kind: "week", weekdays };
  return {
    kind: "dates",
    dates: isEveryDay ? { dates: ALL_DATES, last: false, months, weekdays: [] } : { ...byDate, months },
  };
}

const chosen = (flags: readonly number[], first: number): number[] =>
  flags.flatMap((flag, at) => (flag ? [at + first] : []));

/** The five fields of days and times whose every hour has the same minutes; undefined when they have not. */
export function cronText({ days, times }: DayTimes): string | undefined {
  const hours = [...new Set(times.map((time) => Math.floor(time / 60)))];
  const minutes = [...new Set(times.map((time) => time % 60))].toSorted(byNumber);
  if (hours.length * minutes.length !== times.length || days.kind === "nth") return undefined;
  const dayFields = days.kind === "week" ? ["*", "*", field(days.weekdays, 0, 6)] : dateFields(days.dates);
  return [field(minutes, 0, 59), field(hours, 0, 23), ...dayFields].join(" ");
}

function dateFields({ dates, last, months, weekdays }: Extract<Days, { kind: "dates" }>["dates"]): string[] {
  const numbers = dates.length > 0 ? [field(dates, 1, 31)] : [];
  const monthDays = [...numbers, ...(last ? ["L"] : [])].join(",");
  return [monthDays || "*", field(months, 1, 12), weekdays.length > 0 ? field(weekdays, 0, 6) : "*"];
}

/** A set of numbers the shortest way cron has for it. */
function field(numbers: readonly number[], lowest: number, highest: number): string {
  const [first = lowest, second = first] = numbers;
  const step = second - first;
  const all = Array.from({ length: highest - lowest + 1 }, (_, at) => at + lowest);
  if (numbers.length === all.length) return "*";
  const steps = all.filter((number) => step > 1 && (number - lowest) % step === 0);
  if (numbers.length > 2 && steps.join() === numbers.join()) return `*/${step}`;
  return runs(numbers)
    .map(([from, to]) => (to - from > 1 ? `${from}-${to}` : from === to ? `${from}` : `${from},${to}`))
    .join(",");
}

/** Numbers that follow one another, as first and last. */
function runs(numbers: readonly number[]): [number, number][] {
  const found: [number, number][] = [];
  for (const number of numbers) {
    const current = found.at(-1);
    if (current && number === current[1] + 1) current[1] = number;
    else found.push([number, number]);
  }
  return found;
}

const byNumber = (a: number, b: number) => a - b;
