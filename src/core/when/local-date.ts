import type { LocalDay } from "../contracts/when.ts";
import { DAY } from "../text/time-units.ts";

/** Place of a day in the year; months and dates count from 1. */
interface LocalDate {
  readonly month: number;
  readonly date: number;
}

export function toDate(day: LocalDay): LocalDate {
  const at = new Date(day * DAY);
  return { month: at.getUTCMonth() + 1, date: at.getUTCDate() };
}

/** 0, Sunday, to 6. */
export const weekdayOf = (day: LocalDay): number => (((day + 4) % 7) + 7) % 7;

/** "2026-11-26". */
export const isoDay = (day: LocalDay): string => new Date(day * DAY).toISOString().slice(0, 10);

/** The day of "2026-11-26"; undefined when there is no such day. */
export function parseIsoDay(text: string): LocalDay | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const day = Date.parse(`${text}T00:00:00Z`) / DAY;
  return Number.isInteger(day) && isoDay(day) === text ? day : undefined;
}

/** True when the next day is the first of a month. */
export const isLastOfMonth = (day: LocalDay): boolean => toDate(day + 1).date === 1;
