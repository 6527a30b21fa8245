import { readdirSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { explain } from "../agents/explain.ts";
import { isProblems, parseYaml } from "../agents/located-yaml.ts";
import type { Calendar, Calendars } from "../core/contracts/when.ts";
import { ConfigError, type Problem } from "../core/errors.ts";
import { readRegularFile } from "../core/host/regular-file.ts";
import { zoneCalled } from "../core/when/place.ts";
import { packageRoot } from "../package-root.ts";
import { CalendarSchema, toCalendar } from "./calendar-schema.ts";

const FOLDER = "calendars";
/** Bytes. */
const MAX_CALENDAR_BYTES = 1024 * 1024;
const CALENDAR_NAME = /^[A-Za-z][A-Za-z0-9_-]*$/;

/** A fleet's calendars, and what is wrong with its files. */
export interface LoadedCalendars {
  readonly calendars: Calendars;
  readonly problems: readonly Problem[];
}

/**
 * The calendars in a fleet's folder, and those that come with midwatch; of two with one name, the fleet's. Those of
 * midwatch are read when they are asked for.
 */
export function loadCalendars(fleet: string): LoadedCalendars {
  const own = readCalendars(join(fleet, FOLDER), fleet);
  const shipped = join(packageRoot(), "config", FOLDER);
  const found = new Map(own.flatMap((one) => ("name" in one ? [[one.name, one]] : [])));
  const names = [...new Set([...found.keys(), ...filesIn(shipped).map(calendarName)])].toSorted();
  const get = (name: string): Calendar | undefined => {
    const calendar = found.get(name) ?? (names.includes(name) ? ours(join(shipped, `${name}.yaml`)) : undefined);
    if (calendar) found.set(name, calendar);
    return calendar;
  };
  return { calendars: { names, get }, problems: own.flatMap((one) => ("name" in one ? [] : one)) };
}

const readCalendars = (folder: string, fleet: string) =>
  filesIn(folder).map((file) => readCalendar(join(folder, file), relative(fleet, join(folder, file))));

function ours(path: string): Calendar {
  const calendar = readCalendar(path, path);
  if ("name" in calendar) return calendar;
  throw new ConfigError(calendar);
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".yaml"))
      .toSorted();
  } catch {
    return [];
  }
}

const calendarName = (file: string) => basename(file, ".yaml");

function readCalendar(path: string, file: string): Calendar | readonly Problem[] {
  const name = calendarName(path);
  if (!CALENDAR_NAME.test(name) || zoneCalled(name) !== undefined)
    return [{ file, message: "name the file in letters, digits, - and _, and not as a time zone is called" }];
  const found = readRegularFile(path, { most: MAX_CALENDAR_BYTES, links: "own" });
  if (!found.ok) return [{ file, message: found.reason }];
  const text = found.bytes.toString("utf8");
  const settings = parseYaml(text, { file, firstLine: 1 });
  if (isProblems(settings)) return settings;
  const checked = CalendarSchema.safeParse(settings.value ?? {});
  if (!checked.success) return explain(checked.error.issues, { file, settings, schema: CalendarSchema });
  return toCalendar(name, checked.data);
}
