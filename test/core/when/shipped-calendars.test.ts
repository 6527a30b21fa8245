import { describe, expect, it } from "vitest";
import type { Calendar } from "../../../src/core/contracts/when.ts";
import { expiryOf, hoursOn } from "../../../src/core/when/calendar.ts";
import { clockTime } from "../../../src/core/when/clock-time.ts";
import { isoDay, parseIsoDay, weekdayOf } from "../../../src/core/when/local-date.ts";
import { calendar, momentsOf } from "./calendars.ts";

const YEARS = [2025, 2026, 2027, 2028];
const [SUNDAY, MONDAY, THURSDAY, SATURDAY] = [0, 1, 4, 6];

const day = (year: number, month: number, date: number) => Date.UTC(year, month - 1, date) / 86_400_000;
const isWeekend = (at: number) => [SUNDAY, SATURDAY].includes(weekdayOf(at));

function nth(year: number, month: number, weekday: number, n: number): number {
  const first = day(year, month, 1);
  return first + ((weekday - weekdayOf(first) + 7) % 7) + 7 * (n - 1);
}

const last = (year: number, month: number, weekday: number) => nth(year, month + 1, weekday, 1) - 7;

/** Gauss's, as Butcher wrote it down. */
function easter(year: number): number {
  const [a, b, c] = [year % 19, Math.floor(year / 100), year % 100];
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const n = h + l - 7 * Math.floor((a + 11 * h + 22 * l) / 451) + 114;
  return day(year, Math.floor(n / 31), (n % 31) + 1);
}

/** A Saturday's holiday is kept on Friday, a Sunday's on Monday. */
const observed = (at: number) => at + (weekdayOf(at) === SATURDAY ? -1 : weekdayOf(at) === SUNDAY ? 1 : 0);
const nextWorkday = (at: number): number => (isWeekend(at) ? nextWorkday(at + 1) : at);
const lastWorkday = (at: number): number => (isWeekend(at) ? lastWorkday(at - 1) : at);

/** NYSE's rule 7.2: a New Year's Day on a Saturday is not kept on Friday, which ends the year's accounts. */
const nyse = (year: number) => [
  ...(weekdayOf(day(year, 1, 1)) === SATURDAY ? [] : [observed(day(year, 1, 1))]),
  nth(year, 1, MONDAY, 3),
  nth(year, 2, MONDAY, 3),
  easter(year) - 2,
  last(year, 5, MONDAY),
  observed(day(year, 6, 19)),
  observed(day(year, 7, 4)),
  nth(year, 9, MONDAY, 1),
  nth(year, 11, THURSDAY, 4),
  observed(day(year, 12, 25)),
];

const nyseShort = (year: number) =>
  [day(year, 7, 3), nth(year, 11, THURSDAY, 4) + 1, day(year, 12, 24)].filter(
    (at) => !isWeekend(at) && !nyse(year).includes(at),
  );

const xetra = (year: number) =>
  [
    day(year, 1, 1),
    easter(year) - 2,
    easter(year) + 1,
    day(year, 5, 1),
    ...[24, 25, 26, 31].map((date) => day(year, 12, date)),
  ].filter((at) => !isWeekend(at));

function london(year: number): number[] {
  const christmas = nextWorkday(day(year, 12, 25));
  const boxing = nextWorkday(Math.max(day(year, 12, 26), christmas + 1));
  const may = [nth(year, 5, MONDAY, 1), last(year, 5, MONDAY)];
  return [
    nextWorkday(day(year, 1, 1)),
    easter(year) - 2,
    easter(year) + 1,
    ...may,
    last(year, 8, MONDAY),
    christmas,
    boxing,
  ];
}

const MOURNING = "2025-01-09";
const closed = ({ closed: days }: Calendar) => [...days.keys()].map(isoDay).filter((at) => at !== MOURNING);
const short = ({ short: days }: Calendar) => [...days].map(([at, { closes }]) => `${isoDay(at)} ${clockTime(closes)}`);

describe("the calendars that ship", () => {
  it.each([
    ["NYSE", nyse],
    ["XETR", xetra],
    ["LSE", london],
  ])("%s is closed on the days its exchange's rules come to", (name, rule) => {
    expect(closed(calendar(name))).toEqual(YEARS.flatMap(rule).map(isoDay));
  });

  it("close early on the days the exchanges' rules come to", () => {
    const before = (year: number) => [lastWorkday(day(year, 12, 24)), lastWorkday(day(year, 12, 31))];
    expect(short(calendar("NYSE"))).toEqual(YEARS.flatMap(nyseShort).map((at) => `${isoDay(at)} 13:00`));
    expect(short(calendar("LSE"))).toEqual(YEARS.flatMap(before).map((at) => `${isoDay(at)} 12:30`));
    expect(short(calendar("XETR"))).toEqual(YEARS.map((year) => `${isoDay(lastWorkday(day(year, 12, 30)))} 14:00`));
  });

  /** As published: a rule of ours could be wrong in the same way as the file that was made by it. */
  it("NYSE has the holidays and early closes that the exchange has published for 2026 to 2028", () => {
    const since = (days: readonly string[]) => days.filter((at) => at >= "2026");
    expect(since(closed(calendar("NYSE"))).join(" ")).toBe(
      [
        "2026-01-01 2026-01-19 2026-02-16 2026-04-03 2026-05-25 2026-06-19 2026-07-03 2026-09-07 2026-11-26 2026-12-25",
        "2027-01-01 2027-01-18 2027-02-15 2027-03-26 2027-05-31 2027-06-18 2027-07-05 2027-09-06 2027-11-25 2027-12-24",
        "2028-01-17 2028-02-21 2028-04-14 2028-05-29 2028-06-19 2028-07-04 2028-09-04 2028-11-23 2028-12-25",
      ].join(" "),
    );
    expect(since(short(calendar("NYSE"))).map((at) => at.slice(0, 10))).toEqual([
      "2026-11-27",
      "2026-12-24",
      "2027-11-26",
      "2028-07-03",
      "2028-11-24",
    ]);
  });

  it("have a trader at work from the opening until just before the close, in the market's own hours", () => {
    const found = momentsOf("every 30m in NYSE", "2026-11-25T00:00Z", "2026-11-29T00:00Z");
    expect([found[0], found[12], found[13], found.at(-1)]).toEqual([
      "2026-11-25T14:30Z",
      "2026-11-25T20:30Z",
      "2026-11-27T14:30Z",
      "2026-11-27T17:30Z",
    ]);
  });
});

describe("a time of day in a calendar", () => {
  it("is not due on a day that closes before it, nor on a holiday", () => {
    expect(momentsOf("weekdays 10:00,15:00 in NYSE", "2026-11-25T12:00Z", "2026-11-30T12:00Z")).toEqual([
      "2026-11-25T15:00Z",
      "2026-11-25T20:00Z",
      "2026-11-27T15:00Z",
    ]);
  });
});

describe("a calendar's last known day", () => {
  const at = (when: string) => expiryOf(calendar("NYSE"), Date.parse(when));

  it("is not spoken of while it is more than 60 days away", () => {
    expect(at("2028-11-01T03:00Z")).toBeUndefined();
  });

  it("is warned of 60 days ahead, in the calendar's zone", () => {
    expect(at("2028-11-01T12:00Z")).toBe(
      "NYSE's holidays are known up to 2028-12-31, 60 days from now: write later ones into calendars/NYSE.yaml",
    );
    expect(at("2028-12-31T03:00Z")).toContain("2028-12-31, 1 day from now:");
  });

  it("is warned of after it, when every weekday is taken to be open", () => {
    expect(at("2029-01-02T12:00Z")).toBe(
      "NYSE's holidays are known up to 2028-12-31 only: until calendars/NYSE.yaml has later ones, it is taken to be open on all its weekdays",
    );
    expect(hoursOn(calendar("NYSE"), parseIsoDay("2029-01-01") ?? 0)).toEqual({ from: 570, to: 960 });
    expect(hoursOn(calendar("NYSE"), parseIsoDay("2029-01-06") ?? 0)).toBeUndefined();
  });
});
