import type { Days, KnownToWhen, TimeRule, WhenRule } from "../contracts/when.ts";
import { didYouMean } from "../text/nearest.ts";
import { DAY } from "../text/time-units.ts";
import { parseClockTime } from "./clock-time.ts";
import { parseCron } from "./cron.ts";
import { ALL_MONTHS, parseOrdinal } from "./dates.ts";
import { EVERY_DAY } from "./days.ts";
import { parsePlace } from "./place.ts";
import { readClauses, readDuration, readTimes, readWeekdays } from "./read-parts.ts";
import { Misread, Reader } from "./reader.ts";
import { atRule, everyFewDays, everyRule, onceRule } from "./time-rules.ts";
import { DAY_WORDS, parseWeekdays } from "./weekdays.ts";

type Begin = (reader: Reader, known: KnownToWhen) => WhenRule;

const BEGINNINGS: Readonly<Record<string, Begin>> = {
  after: readAfter,
  cron: (reader, known) => readCron(reader.text, known),
  every: readEvery,
  last: readLastOfMonth,
  monthly: (reader, known) => readAt(reader, known, onDates([1])),
  on: readOn,
  once: readOnce,
};

const WITHOUT_DUTY = /\s+without\s+duty\s*$/i;

/** Reads one rule. Throws Misread. */
export function parseRule(text: string, known: KnownToWhen): WhenRule {
  const without = WITHOUT_DUTY.exec(text);
  if (!without) return parseWhole(text, known);
  const rule = parseWhole(text.slice(0, without.index), known);
  if (rule.kind === "on") throw new Misread(without.index + 2, "what an event brings is no duty anyway: leave it out");
  return { ...rule, text: `${rule.text} without duty`, duty: false };
}

function parseWhole(text: string, known: KnownToWhen): WhenRule {
  const reader = new Reader(text);
  const [first = ""] = text.trim().split(/\s+/);
  if (/^[\d*][\d*/,-]*$/.test(first)) return readCron(text, known);
  const begin = BEGINNINGS[reader.next.text.toLowerCase()];
  if (begin) {
    reader.take();
    return begin(reader, known);
  }
  return readDaysAndTimes(reader, known);
}

/** "Mon,Thu 10:00", "07:00", "1st,15th of the month 09:00". */
function readDaysAndTimes(reader: Reader, known: KnownToWhen): TimeRule {
  const { text, column } = reader.next;
  if (text.includes(":") || text.toLowerCase() === "at") return readAt(reader, known, EVERY_DAY);
  if (/^\d+[a-z]+$/i.test(text)) return readDates(reader, known);
  if (parseWeekdays(text)) return readAt(reader, known, readWeekdays(reader));
  const near = didYouMean(text, [...DAY_WORDS, ...Object.keys(BEGINNINGS), "min-gap"]);
  const may = "; a rule begins with a day (Mon 10:00), a time (07:00), every, once, monthly, cron, on or after";
  throw new Misread(
    column,
    text === "" ? `there is nothing here${may}` : `no rule begins with "${text}"${near || may}`,
  );
}

function readAt(reader: Reader, known: KnownToWhen, days: Days): TimeRule {
  const times = readTimes(reader, "Mon 10:00");
  return atRule(days, times, readClauses(reader, known, ["in"]).place);
}

function readDates(reader: Reader, known: KnownToWhen): TimeRule {
  const dates = reader.list(() => {
    const { text, column } = reader.take();
    const date = parseOrdinal(text);
    if (date === undefined) throw new Misread(column, `"${text}" is no day of a month: write 1st to 31st`);
    return date;
  });
  return readOfTheMonth(reader, known, onDates(dates));
}

function readLastOfMonth(reader: Reader, known: KnownToWhen): TimeRule {
  reader.expect("day", LAST);
  const dates = { dates: [], last: true, months: ALL_MONTHS, weekdays: [] };
  return readOfTheMonth(reader, known, { kind: "dates", dates });
}

const LAST = "last day of the month 09:00";

function readOfTheMonth(reader: Reader, known: KnownToWhen, days: Days): TimeRule {
  for (const word of ["of", "the", "month"]) reader.expect(word, "1st of the month 09:00");
  return readAt(reader, known, days);
}

const onDates = (dates: readonly number[]): Days => ({
  kind: "dates",
  dates: { dates: [...new Set(dates)].toSorted((a, b) => a - b), last: false, months: ALL_MONTHS, weekdays: [] },
});

function readCron(text: string, known: KnownToWhen): TimeRule {
  const [, lead = "", fields = "", , joint = "", place = ""] =
    /^(\s*(?:cron(?:\s+|$))?)(.*?)((\s+in\s+)(\S.*))?$/i.exec(text.trimEnd()) ?? [];
  const { days, times } = parseCron(fields, lead.length + 1);
  const column = lead.length + fields.length + joint.length + 1;
  return atRule(days, times, place === "" ? { zone: known.zone } : parsePlace({ text: place, column }, known));
}

/** "every 30m in NYSE", "every 2 hours on weekdays", "every 2d at 09:00"; and "every Monday 10:00". */
function readEvery(reader: Reader, known: KnownToWhen): TimeRule {
  const { text, column } = reader.next;
  if (parseWeekdays(text)) return readAt(reader, known, readWeekdays(reader));
  if (/^[a-z]/i.test(text) && !/^(?:minute|hour|day)$/i.test(text)) return readAt(reader, known, readWeekdays(reader));
  const every = readDuration(reader, "every 30m");
  const isAt = reader.next.text.toLowerCase() === "at" || parseClockTime(reader.next.text) !== undefined;
  if (every % DAY === 0 && (isAt || every > DAY)) {
    const times = isAt ? readTimes(reader, "every 2d at 09:00") : [0];
    return everyFewDays(every / DAY, times, readClauses(reader, known, ["in"]).place);
  }
  if (every > DAY) throw new Misread(column, "more than a day has to be whole days, e.g. every 2d at 09:00");
  return everyRule(every, readClauses(reader, known, ["on", "between", "in"]));
}

function readOnce(reader: Reader, known: KnownToWhen): TimeRule {
  for (const word of ["a", "day"]) reader.expect(word, "once a day between 08:00 and 20:00");
  return onceRule(readClauses(reader, known, ["on", "between", "in"]));
}

/** "on github": something that happens; and "on Mondays 10:00". */
function readOn(reader: Reader, known: KnownToWhen): WhenRule {
  if (parseWeekdays(reader.next.text)) return readAt(reader, known, readWeekdays(reader));
  const event = readName(reader, known.events, { kind: "event source", example: `on ${known.events[0] ?? "inbox"}` });
  return { kind: "on", text: `on ${event}`, event };
}

function readAfter(reader: Reader, known: KnownToWhen): WhenRule {
  const agent = readName(reader, known.agents, { kind: "other agent", example: "after strategist" });
  return { kind: "after", text: `after ${agent}`, agent };
}

function readName(
  reader: Reader,
  names: readonly string[],
  { kind, example }: { readonly kind: string; readonly example: string },
): string {
  if (reader.isAtEnd) throw reader.missing(`the name of an ${kind}`, example);
  const { text, column } = reader.take();
  reader.end();
  if (names.includes(text)) return text;
  const there = names.length === 0 ? "; there are none" : `; there are: ${names.join(", ")}`;
  throw new Misread(column, `no ${kind} is called "${text}"${didYouMean(text, names) || there}`);
}
