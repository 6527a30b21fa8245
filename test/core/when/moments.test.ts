import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TimeRule } from "../../../src/core/contracts/when.ts";
import { DAY, HOUR, MINUTE } from "../../../src/core/text/time-units.ts";
import { hoursOn } from "../../../src/core/when/calendar.ts";
import { moments, nextMoment } from "../../../src/core/when/moments.ts";
import { localDay, offsetAt, wallMoment } from "../../../src/core/when/wall-clock.ts";
import { momentsOf, timeRule } from "./calendars.ts";

const ZONES = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "America/Sao_Paulo",
  "Pacific/Apia",
  "Asia/Kolkata",
  "Africa/Casablanca",
  "Pacific/Kiritimati",
];
const DAYS = ["", " on weekdays", " on weekends", " on Mon,Thu", " on Sun"];
const CALENDARS = ["NYSE", "XETR", "LSE"];

const clockTimes = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom("00", "05", "15", "30", "45"))
  .map(([hour, minute]) => `${hour}:${minute}`);
const windows = fc.oneof(
  fc.constant(""),
  fc.uniqueArray(clockTimes, { minLength: 2, maxLength: 2 }).map(([from, to]) => ` between ${from} and ${to}`),
);
const intervals = fc.constantFrom("every 7m", "every 30m", "every 2h", "every 5h", "once a day");
const places = fc.constantFrom(...ZONES);

/** Rules of every kind, in zones with every kind of change. */
const rules: fc.Arbitrary<TimeRule> = fc
  .oneof(
    fc
      .tuple(intervals, fc.constantFrom(...DAYS), windows, places)
      .map(([start, on, in_, zone]) => `${start}${on}${in_} in ${zone}`),
    fc.tuple(intervals, fc.constantFrom(...CALENDARS)).map(([start, name]) => `${start} in ${name}`),
    fc
      .tuple(fc.array(clockTimes, { minLength: 1, maxLength: 5 }), places)
      .map(([at, zone]) => `daily ${at.join()} in ${zone}`),
    fc.tuple(clockTimes, places).map(([at, zone]) => `1st,15th,31st of the month ${at} in ${zone}`),
    fc
      .tuple(fc.constantFrom("*/20 1-3 * * *", "5 * * * *", "0 2 L * *", "30 2 * 3,4,10,11 0"), places)
      .map(([cron, zone]) => `${cron} in ${zone}`),
    fc.tuple(clockTimes, places).map(([at, zone]) => `every 3d at ${at} in ${zone}`),
  )
  .map((text) => timeRule(text));

/** Around changes of the clocks, where things go wrong, and anywhere. */
const CHANGES = [
  "2011-12-30T10:00Z",
  "2018-11-04T03:00Z",
  "2019-02-17T02:00Z",
  "2027-03-28T01:00Z",
  "2027-10-31T01:00Z",
  "2027-04-03T15:00Z",
  "2027-10-02T15:30Z",
  "2027-11-07T06:00Z",
];
const times = fc.oneof(
  fc
    .tuple(fc.constantFrom(...CHANGES), fc.integer({ min: -3 * 1440, max: 3 * 1440 }))
    .map(([at, minutes]) => Date.parse(at) + minutes * MINUTE),
  fc.integer({ min: Date.parse("2010-01-01T00:00Z"), max: Date.parse("2040-01-01T00:00Z") }),
);
const lengths = fc.integer({ min: 0, max: 10 * DAY });

const all = (rule: TimeRule, after: number, upTo: number) => [...moments(rule, { after, upTo })];

describe("the moments of any rule", () => {
  it("are the same, whether a span is asked for in one piece or in two", () => {
    fc.assert(
      fc.property(rules, times, lengths, lengths, (rule, from, first, second) => {
        const [middle, end] = [from + first, from + first + second];
        expect([...all(rule, from, middle), ...all(rule, middle, end)]).toEqual(all(rule, from, end));
      }),
      { numRuns: 500 },
    );
  });

  it("come after the one and up to the other, ascending, each once", () => {
    fc.assert(
      fc.property(rules, times, lengths, (rule, from, length) => {
        const found = all(rule, from, from + length);
        for (const [at, moment] of found.entries()) {
          expect(moment).toBeGreaterThan(found[at - 1] ?? from);
          expect(moment).toBeLessThanOrEqual(from + length);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("are never while a calendar is closed", () => {
    const inCalendar = fc
      .tuple(intervals, windowsInHours, fc.constantFrom(...CALENDARS))
      .map(([start, in_, name]) => timeRule(`${start}${in_} in ${name}`));
    fc.assert(
      fc.property(
        inCalendar,
        fc.integer({ min: Date.parse("2025-01-01"), max: Date.parse("2028-12-20") }),
        lengths,
        (rule, from, length) => {
          for (const at of all(rule, from, from + length)) expect(isOpen(rule, at)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("begin with the next one", () => {
    fc.assert(
      fc.property(rules, times, (rule, from) => {
        const next = nextMoment(rule, from) ?? Number.NaN;
        expect(all(rule, from, next)).toEqual([next]);
      }),
      { numRuns: 300 },
    );
  });

  it("are on every day that a daily rule means, however the clocks go", () => {
    fc.assert(
      fc.property(clockTimes, places, times, (time, zone, from) => {
        const found = all(timeRule(`daily ${time} in ${zone}`), from, from + 30 * DAY);
        expect(found.length).toBeGreaterThanOrEqual(29);
        expect(found.length).toBeLessThanOrEqual(31);
      }),
      { numRuns: 300 },
    );
  });
});

const windowsInHours = fc.constantFrom("", " between 10:00 and 13:30", " on Fri");

function isOpen({ calendar, zone }: TimeRule, at: number): boolean {
  const wall = at + offsetAt(zone, at);
  const hours = calendar && hoursOn(calendar, Math.floor(wall / DAY));
  const minute = (wall % DAY) / MINUTE;
  return hours !== undefined && minute >= hours.from && minute < hours.to;
}

describe("a time of day in any zone", () => {
  it("is the moment at which the clocks show it, unless they never do", () => {
    fc.assert(
      fc.property(places, times, fc.integer({ min: 0, max: 1439 }), (zone, at, time) => {
        const day = localDay(zone, at);
        const wall = day * DAY + time * MINUTE;
        const { at: moment, shown } = wallMoment(zone, day, time);
        if (shown === "skipped") {
          expect(moment + offsetAt(zone, moment)).toBeGreaterThan(wall);
          expect(moment - 1 + offsetAt(zone, moment - 1)).toBeLessThan(wall);
        } else {
          expect(moment + offsetAt(zone, moment)).toBe(wall);
        }
        // The second of two would be found here.
        for (let earlier = moment - 3 * HOUR; earlier < moment; earlier += MINUTE)
          expect(earlier + offsetAt(zone, earlier)).not.toBe(wall);
      }),
      { numRuns: 300 },
    );
  });
});

describe("a date that is rare (T15)", () => {
  it("29 February runs in leap years, and is found eight years ahead, over a year that is none", () => {
    expect(momentsOf("0 9 29 2 *", "2095-01-01T00:00Z", "2105-01-01T00:00Z")).toEqual([
      "2096-02-29T09:00Z",
      "2104-02-29T09:00Z",
    ]);
    expect(nextMoment(timeRule("0 9 29 2 *"), Date.parse("2096-03-01T00:00Z"))).toBe(Date.parse("2104-02-29T09:00Z"));
  });

  it("the last day of a month is one in every month", () => {
    expect(momentsOf("last day of the month 17:00", "2028-01-01T00:00Z", "2028-05-01T00:00Z")).toEqual([
      "2028-01-31T17:00Z",
      "2028-02-29T17:00Z",
      "2028-03-31T17:00Z",
      "2028-04-30T17:00Z",
    ]);
  });
});
