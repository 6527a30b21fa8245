import type { ClockTime, Days, DayWindow, KnownToWhen } from "../contracts/when.ts";
import { didYouMean } from "../text/nearest.ts";
import { DAY, HOUR, MINUTE } from "../text/time-units.ts";
import { parseClockTime } from "./clock-time.ts";
import { WHOLE_DAY } from "./day-window.ts";
import { EVERY_DAY } from "./days.ts";
import { parseDuration } from "./durations.ts";
import { parsePlace, type TimePlace } from "./place.ts";
import { Misread, type Reader } from "./reader.ts";
import { DAY_WORDS, parseWeekdays } from "./weekdays.ts";

/** "10:00", or several with commas between them. */
export function readTimes(reader: Reader, example: string): readonly ClockTime[] {
  reader.takes("at");
  if (reader.isAtEnd)
    throw reader.missing("a time of day", `${example} (between brackets, in quotes: "Mon,Thu 10:00")`);
  const times = reader.list(() => readTime(reader, example));
  return [...new Set(times)].toSorted((a, b) => a - b);
}

function readTime(reader: Reader, example: string, latest = 1439): ClockTime {
  if (reader.isAtEnd) throw reader.missing("a time of day", example);
  const { text, column } = reader.take();
  const time = parseClockTime(text);
  if (time === undefined || time > latest)
    throw new Misread(column, `"${text}" is no time of day: write 00:00 to ${latest < 1440 ? "23:59" : "24:00"}`);
  return time;
}

/** "Mon", "Mon-Fri", "weekends", or several with commas between them. */
export function readWeekdays(reader: Reader): Days {
  const days = new Set(reader.list(() => readWeekday(reader)).flat());
  return { kind: "week", weekdays: [...days].toSorted((a, b) => a - b) };
}

function readWeekday(reader: Reader): readonly number[] {
  if (reader.isAtEnd) throw reader.missing("a day", "Mon,Thu");
  const { text, column } = reader.take();
  const weekdays = parseWeekdays(text);
  if (weekdays) return weekdays;
  throw new Misread(
    column,
    `no day is called "${text}"${didYouMean(text, DAY_WORDS) || "; write Mon, weekdays or weekends, and each event as a rule of its own"}`,
  );
}

const INTERVAL_UNITS: Readonly<Record<string, number>> = { minute: MINUTE, hour: HOUR, day: DAY };

/** "30m", "1h30m", "2 hours", "hour". */
export function readDuration(reader: Reader, example: string): number {
  if (reader.isAtEnd) throw reader.missing("a duration", example);
  const { text, column } = reader.take();
  const unit = INTERVAL_UNITS[text.toLowerCase()];
  if (unit !== undefined) return unit;
  const spelled = /^\d+$/.test(text) ? INTERVAL_UNITS[reader.next.text.toLowerCase().replace(/s$/, "")] : undefined;
  if (spelled !== undefined) reader.take();
  const read = spelled === undefined ? parseDuration(text) : Number(text) * spelled;
  if (read === undefined || read === 0)
    throw new Misread(column, `"${text}" is not a valid duration: write minutes, hours or days, e.g. ${example}`);
  return read;
}

/** Clauses that may follow a rule's beginning, in any order. */
export interface Clauses {
  readonly days: Days;
  readonly window: DayWindow;
  readonly place: TimePlace;
}

/** Reads the clauses that a rule may have to the end of its text. */
export function readClauses(reader: Reader, known: KnownToWhen, allowed: readonly string[]): Clauses {
  let clauses: Clauses = { days: EVERY_DAY, window: WHOLE_DAY, place: { zone: known.zone } };
  const seen = new Set<string>();
  while (!reader.isAtEnd) {
    const word = reader.take();
    const clause = word.text.toLowerCase();
    if (!allowed.includes(clause)) throw new Misread(word.column, unexpected(word.text, allowed));
    if (seen.has(clause)) throw new Misread(word.column, `there is a second "${clause}" here: one is enough`);
    seen.add(clause);
    clauses = { ...clauses, ...readClause(clause, reader, known) };
  }
  return clauses;
}

const unexpected = (text: string, allowed: readonly string[]) =>
  `"${text}" cannot stand here: what may follow begins with ${allowed.join(" or ")}${didYouMean(text, allowed)}`;

function readClause(clause: string, reader: Reader, known: KnownToWhen): Partial<Clauses> {
  if (clause === "on") return { days: readWeekdays(reader) };
  if (clause === "between") return { window: readWindow(reader) };
  if (reader.isAtEnd) throw reader.missing("a calendar or a time zone", "in NYSE, or in Europe/Berlin");
  return { place: parsePlace(reader.take(), known) };
}

const BETWEEN = "between 08:00 and 20:00";

/** A window whose end comes before its beginning ends on the next day. */
function readWindow(reader: Reader): DayWindow {
  const { column } = reader.next;
  const from = readTime(reader, BETWEEN);
  reader.expect("and", BETWEEN);
  const to = readTime(reader, BETWEEN, 1440);
  if (from === to)
    throw new Misread(column, "a window that ends when it begins is none; leave it out for the whole day");
  return { from, to: to > from ? to : to + 1440 };
}
