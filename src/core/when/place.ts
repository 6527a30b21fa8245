import type { Calendar, KnownToWhen } from "../contracts/when.ts";
import { didYouMean } from "../text/nearest.ts";
import { Misread, type Word } from "./reader.ts";

/** Place a rule's times are meant in: a zone, or a calendar's zone while that is open. */
export interface TimePlace {
  readonly zone: string;
  readonly calendar?: Calendar;
}

/** Place behind "in": the name of a calendar or of a time zone. */
export function parsePlace({ text, column }: Word, { calendars }: KnownToWhen): TimePlace {
  const named = calendars.names.find((name) => name.toLowerCase() === text.toLowerCase());
  const calendar = named === undefined ? undefined : calendars.get(named);
  if (calendar) return { zone: calendar.zone, calendar };
  const zone = zoneCalled(text);
  if (zone !== undefined) return { zone };
  const near = didYouMean(text, [...calendars.names, "UTC", ...Intl.supportedValuesOf("timeZone")]);
  const there = `the calendars are: ${calendars.names.join(", ") || "none"}; a time zone looks like Europe/Berlin`;
  throw new Misread(column, `no calendar or time zone is called "${text}"${near || `; ${there}`}`);
}

/** A time zone by its name, in the letters it is written with; undefined when there is none. */
export function zoneCalled(name: string): string | undefined {
  if (!/^[a-z]/i.test(name)) return undefined;
  try {
    const { timeZone } = new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions();
    return timeZone.toLowerCase() === name.toLowerCase() ? timeZone : name;
  } catch {
    return undefined;
  }
}
