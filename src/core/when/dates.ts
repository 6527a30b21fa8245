import type { DatesOfMonth } from "../contracts/when.ts";
import { listInWords, weekdaysInWords } from "./weekdays.ts";

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;
export const ALL_MONTHS: readonly number[] = MONTHS.map((_, at) => at + 1);
const ENDINGS = ["th", "st", "nd", "rd"];

/** The number of "1st" or "22nd"; undefined when it is no date of a month. */
export function parseOrdinal(word: string): number | undefined {
  const { number } = /^(?<number>\d{1,2})(?:st|nd|rd|th)$/i.exec(word)?.groups ?? {};
  return number !== undefined && Number(number) >= 1 && Number(number) <= 31 ? Number(number) : undefined;
}

/** "1st", "22nd". */
const ordinal = (number: number): string =>
  `${number}${(Math.floor(number / 10) === 1 ? undefined : ENDINGS[number % 10]) ?? "th"}`;

/** "1st,15th of the month", where that says all; else undefined. */
export function datesText({ dates, last, months, weekdays }: DatesOfMonth): string | undefined {
  if (months.length < 12 || weekdays.length > 0) return undefined;
  if (last) return dates.length === 0 ? "last day of the month" : undefined;
  return `${dates.map(ordinal).join(",")} of the month`;
}

/** "on the 1st and 15th of each month". */
export function datesInWords({ dates, last, months, weekdays }: DatesOfMonth): string {
  const of = months.length === 12 ? "each month" : listInWords(months.map((month) => MONTHS[month - 1] ?? ""));
  if (dates.length === 31) return `every day of ${of}`;
  const named = [...dates.map(ordinal), ...(last ? ["last day"] : [])];
  const byDate = named.length > 0 ? [`on the ${listInWords(named)} of ${of}`] : [];
  const byWeekday = weekdays.length > 0 ? [`${weekdaysInWords(weekdays)} of ${of}`] : [];
  return [...byDate, ...byWeekday].join(", and ");
}
