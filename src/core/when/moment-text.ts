import type { LocalDay } from "../contracts/when.ts";
import { DAY, MINUTE } from "../text/time-units.ts";
import { parseClockTime } from "./clock-time.ts";
import { parseDuration } from "./durations.ts";
import { parseIsoDay, weekdayOf } from "./local-date.ts";
import { localDay, offsetAt, wallMoment } from "./wall-clock.ts";
import { parseWeekdays } from "./weekdays.ts";

interface Meant {
  readonly now: number;
  readonly zone: string;
  /** Direction in which a bare weekday is looked for: the last one, or the next one; today is both. */
  readonly look: "back" | "ahead";
}

const RELATIVE: Readonly<Record<string, number>> = { yesterday: -1, today: 0, tomorrow: 1 };

/**
 * A moment as people write it: "2026-11-26T10:30Z", "2026-11-26 10:30", "10:30", "yesterday 10:30", "Mon 10:00", a day
 * alone for its midnight; where no zone is said, in the given one. Undefined when it is none of these.
 */
export function parseMoment(text: string, meant: Meant): number | undefined {
  const exact = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(exact)) return exact;
  const [first = "", second, ...more] = text
    .trim()
    .replace(/(?<=\d)T(?=\d)/, " ")
    .split(/\s+/);
  if (more.length > 0) return undefined;
  if (text === "now") return meant.now;
  const alone = second === undefined ? parseClockTime(first) : undefined;
  const day = alone === undefined ? parseDay(first, meant) : localDay(meant.zone, meant.now);
  const time = alone ?? (second === undefined ? 0 : parseClockTime(second));
  return day === undefined || time === undefined ? undefined : wallMoment(meant.zone, day, time).at;
}

function parseDay(word: string, { now, zone, look }: Meant): LocalDay | undefined {
  const today = localDay(zone, now);
  const step = RELATIVE[word.toLowerCase()];
  if (step !== undefined) return today + step;
  const [weekday, ...others] = parseWeekdays(word) ?? [];
  if (weekday === undefined || others.length > 0) return parseIsoDay(word);
  return look === "back"
    ? today - ((weekdayOf(today) - weekday + 7) % 7)
    : today + ((weekday - weekdayOf(today) + 7) % 7);
}

/** The moment that is a duration such as "7d" or "36h" later; whole days end at the same time of the day. */
export function later(at: number, text: string, zone: string): number | undefined {
  const duration = parseDuration(text);
  if (duration === undefined || duration % DAY !== 0) return duration && at + duration;
  const wall = at + offsetAt(zone, at);
  const day = Math.floor(wall / DAY);
  const rest = wall - day * DAY;
  return wallMoment(zone, day + duration / DAY, Math.floor(rest / MINUTE)).at + (rest % MINUTE);
}
