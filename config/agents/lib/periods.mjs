import { isoWeek } from "./calendar.mjs";

/**
 * @typedef {"month" | "quarter" | "week"} Kind
 * @typedef {{ kind: Kind, name: string, label: string }} Period  `name` is 2026-10, 2026-Q3 or 2026-W46
 */

/** @type {Kind[]} */
export const KINDS = ["month", "quarter", "week"];

const MONTHS = "January February March April May June July August September October November December".split(" ");

/**
 * The period a name stands for, or undefined.
 * @param {string} name
 * @returns {Period | undefined}
 */
export function parsePeriod(name) {
  const [, year, month, quarter, week] = name.match(/^(\d{4})-(?:(\d\d)|Q([1-4])|W([0-5]\d))$/) ?? [];
  if (month && MONTHS[Number(month) - 1]) return { kind: "month", name, label: `${MONTHS[Number(month) - 1]} ${year}` };
  if (quarter) return { kind: "quarter", name, label: `quarter ${quarter} of ${year}` };
  return week ? { kind: "week", name, label: `week ${Number(week)} of ${year}` } : undefined;
}

/**
 * The period of one kind that a date lies in.
 * @param {string} date
 * @param {Kind} kind
 */
export function periodOf(date, kind) {
  if (kind === "month") return date.slice(0, 7);
  if (kind === "week") return isoWeek(Date.parse(date)).name;
  return `${date.slice(0, 4)}-Q${Math.ceil(Number(date.slice(5, 7)) / 3)}`;
}

/**
 * The periods that the dates cover from their first to their last day, newest first. The first is left out, since
 * there is no close before it to compare with, and the last, since it may not be over.
 * @param {string[]} dates in order
 * @param {Kind} kind
 */
export function completePeriods(dates, kind) {
  const names = [...new Set(dates.map((date) => periodOf(date, kind)))];
  return names.slice(1, -1).reverse();
}
