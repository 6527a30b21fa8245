import { daysBetween } from "./calendar.mjs";

/** @typedef {{ title: string, rule: string, keywords: string[] }} Lesson */

/** What whoever works with the prices should know of them. */
export const NO_HOLIDAYS = {
  title: "The price file knows no holidays",
  rule:
    "`data/prices.csv` has a close for each weekday, Christmas included. Call its days weekdays, holidays included; who " +
    "reads of trading days takes them for an exchange's.",
  keywords: ["data/prices.csv"],
};

/**
 * What the prices teach about themselves, if they do.
 * @param {import("./prices.mjs").Prices} prices
 * @returns {Lesson | undefined}
 */
export function lessonOf(prices) {
  const whole = [...prices.values()].every((bars) => bars.length === weekdays(bars[0]?.date, bars.at(-1)?.date));
  return whole ? NO_HOLIDAYS : undefined;
}

/**
 * How many there are, both ends included.
 * @param {string} [from]
 * @param {string} [to]
 */
function weekdays(from = "", to = "") {
  const days = daysBetween(from, to) + 1;
  const first = new Date(from).getUTCDay();
  return Array.from({ length: days }, (_, at) => (first + at) % 7).filter((day) => day > 0 && day < 6).length;
}
