import { describe, expect, it, onTestFinished } from "vitest";
import { ambiguousTimes } from "../../../src/core/when/clock-changes.ts";
import { windowEnd } from "../../../src/core/when/moments.ts";
import { iso, momentsOf, timeRule } from "./calendars.ts";

const BERLIN = "Europe/Berlin";
const NEW_YORK = "America/New_York";
const LORD_HOWE = "Australia/Lord_Howe";
const SAO_PAULO = "America/Sao_Paulo";
const APIA = "Pacific/Apia";

interface Row {
  readonly rule: string;
  readonly zone: string;
  /** From a moment of the zone's before the change to one after it. */
  readonly span: readonly [after: string, upTo: string];
  readonly moments: readonly string[];
}

/** T01: an hour that does not exist. What was to run in it runs when it would have ended, once. */
const SKIPPED: readonly Row[] = [
  {
    rule: "02:30",
    zone: BERLIN,
    span: ["2027-03-27T12:00Z", "2027-03-29T12:00Z"],
    moments: ["2027-03-28T01:00Z", "2027-03-29T00:30Z"],
  },
  { rule: "Sun 02:00", zone: BERLIN, span: ["2027-03-27T12:00Z", "2027-03-29T12:00Z"], moments: ["2027-03-28T01:00Z"] },
  {
    rule: "*/20 2-3 * * *",
    zone: BERLIN,
    span: ["2027-03-27T12:00Z", "2027-03-28T12:00Z"],
    moments: ["2027-03-28T01:00Z", "2027-03-28T01:20Z", "2027-03-28T01:40Z"],
  },
  {
    rule: "once a day between 02:15 and 05:00",
    zone: NEW_YORK,
    span: ["2027-03-13T12:00Z", "2027-03-15T12:00Z"],
    moments: ["2027-03-14T07:00Z", "2027-03-15T06:15Z"],
  },
  {
    rule: "02:15",
    zone: LORD_HOWE,
    span: ["2027-10-02T00:00Z", "2027-10-03T20:00Z"],
    moments: ["2027-10-02T15:30Z", "2027-10-03T15:15Z"],
  },
  {
    rule: "00:00",
    zone: SAO_PAULO,
    span: ["2018-11-03T12:00Z", "2018-11-05T12:00Z"],
    moments: ["2018-11-04T03:00Z", "2018-11-05T02:00Z"],
  },
  {
    rule: "Fri 10:00",
    zone: APIA,
    span: ["2011-12-25T00:00Z", "2012-01-07T00:00Z"],
    moments: ["2011-12-30T10:00Z", "2012-01-05T20:00Z"],
  },
];

/** T02: an hour that comes twice. What is to run in it runs the first time only. */
const TWICE: readonly Row[] = [
  {
    rule: "01:30",
    zone: NEW_YORK,
    span: ["2027-11-06T12:00Z", "2027-11-08T12:00Z"],
    moments: ["2027-11-07T05:30Z", "2027-11-08T06:30Z"],
  },
  {
    rule: "*/20 2 * * *",
    zone: BERLIN,
    span: ["2027-10-30T12:00Z", "2027-10-31T12:00Z"],
    moments: ["2027-10-31T00:00Z", "2027-10-31T00:20Z", "2027-10-31T00:40Z"],
  },
  { rule: "01:45", zone: LORD_HOWE, span: ["2027-04-03T00:00Z", "2027-04-04T12:00Z"], moments: ["2027-04-03T14:45Z"] },
  {
    rule: "23:30",
    zone: SAO_PAULO,
    span: ["2019-02-16T12:00Z", "2019-02-18T12:00Z"],
    moments: ["2019-02-17T01:30Z", "2019-02-18T02:30Z"],
  },
];

/** T02: intervals count real time from the start of their window on, whatever the clocks show. */
const INTERVALS: readonly Row[] = [
  {
    rule: "*/30 * * * *",
    zone: BERLIN,
    span: ["2027-10-30T23:30Z", "2027-10-31T02:00Z"],
    moments: ["2027-10-31T00:00Z", "2027-10-31T00:30Z", "2027-10-31T01:00Z", "2027-10-31T01:30Z", "2027-10-31T02:00Z"],
  },
  {
    rule: "cron 0 */2 * * *",
    zone: BERLIN,
    span: ["2027-10-30T21:00Z", "2027-10-31T05:00Z"],
    moments: ["2027-10-30T22:00Z", "2027-10-31T00:00Z", "2027-10-31T02:00Z", "2027-10-31T04:00Z"],
  },
  {
    rule: "every 2h",
    zone: BERLIN,
    span: ["2027-03-28T18:00Z", "2027-03-29T00:00Z"],
    moments: ["2027-03-28T19:00Z", "2027-03-28T21:00Z", "2027-03-28T22:00Z", "2027-03-29T00:00Z"],
  },
  {
    rule: "every 1h between 00:00 and 04:00",
    zone: NEW_YORK,
    span: ["2027-03-14T00:00Z", "2027-03-14T12:00Z"],
    moments: ["2027-03-14T05:00Z", "2027-03-14T06:00Z", "2027-03-14T07:00Z"],
  },
  {
    rule: "every 1h between 22:00 and 03:00",
    zone: NEW_YORK,
    span: ["2027-11-06T12:00Z", "2027-11-07T12:00Z"],
    moments: [
      "2027-11-07T02:00Z",
      "2027-11-07T03:00Z",
      "2027-11-07T04:00Z",
      "2027-11-07T05:00Z",
      "2027-11-07T06:00Z",
      "2027-11-07T07:00Z",
    ],
  },
  {
    rule: "every 30m between 02:00 and 03:00",
    zone: BERLIN,
    span: ["2027-03-27T12:00Z", "2027-03-28T12:00Z"],
    moments: [],
  },
  {
    rule: "every 12h",
    zone: APIA,
    span: ["2011-12-29T09:00Z", "2011-12-31T00:00Z"],
    moments: ["2011-12-29T10:00Z", "2011-12-29T22:00Z", "2011-12-30T10:00Z", "2011-12-30T22:00Z"],
  },
  {
    rule: "every 30m in NYSE",
    zone: "UTC",
    span: ["2027-03-12T20:00Z", "2027-03-15T14:00Z"],
    moments: ["2027-03-12T20:30Z", "2027-03-15T13:30Z", "2027-03-15T14:00Z"],
  },
];

describe.each([
  ["an hour that does not exist (T01)", SKIPPED],
  ["an hour that comes twice (T02)", TWICE],
  ["an interval over a change of the clocks (T02)", INTERVALS],
])("%s", (_, rows) => {
  it.each(rows)("$rule in $zone", ({ rule, zone, span: [after, upTo], moments }) => {
    expect(momentsOf(rule, after, upTo, zone)).toEqual(moments);
  });
});

describe("a zone without daylight saving", () => {
  it("has each time once, and nothing to warn of", () => {
    expect(momentsOf("02:30", "2027-01-01T00:00Z", "2028-01-01T00:00Z")).toHaveLength(365);
    expect(warned("02:30", "UTC")).toEqual([]);
  });
});

describe("the machine's own zone (T11)", () => {
  it("changes nothing: a rule is meant in the fleet's", () => {
    const before = process.env.TZ;
    onTestFinished(() => {
      if (before === undefined) delete process.env.TZ;
      else process.env.TZ = before;
    });
    const seen = ["UTC", "Asia/Tokyo", "America/Los_Angeles"].map((machine) => {
      process.env.TZ = machine;
      return momentsOf("Mon 10:00", "2027-03-20T00:00Z", "2027-04-10T00:00Z", BERLIN);
    });
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[2]).toEqual(["2027-03-22T09:00Z", "2027-03-29T08:00Z", "2027-04-05T08:00Z"]);
  });
});

describe("a rule's times that a change of the clocks touches", () => {
  it("are warned of: what is skipped, and when it runs", () => {
    expect(warned("02:30", BERLIN)).toEqual([
      "02:30 in Europe/Berlin does not exist on 2027-03-28: it runs at 03:00",
      "02:30 in Europe/Berlin comes twice on 2027-10-31: it runs the first time",
    ]);
  });

  it("are counted when they are many", () => {
    expect(warned("*/5 1-3 * * *", BERLIN)).toEqual([
      "12 times from 02:00 to 02:55 in Europe/Berlin do not exist on 2027-03-28: they run once, at 03:00",
      "12 times from 02:00 to 02:55 in Europe/Berlin come twice on 2027-10-31: they run the first time",
    ]);
  });

  it("are the edges of an interval's window, on the day they fall on", () => {
    expect(warned("every 1h between 22:00 and 02:30", BERLIN)).toEqual([
      "02:30 in Europe/Berlin does not exist on 2027-03-28: its window has its edge at 03:00",
      "02:30 in Europe/Berlin comes twice on 2027-10-31: its window has its edge at the first",
    ]);
  });

  it.each([
    ["Mon 02:30", BERLIN, "on other days only"],
    ["10:00", BERLIN, "at another time of day"],
    ["every 2h", BERLIN, "an interval from a midnight that there is"],
    ["every 30m in NYSE", "UTC", "a market that is closed at that hour"],
  ])("are none for %s in %s: %s", (rule, zone) => {
    expect(warned(rule, zone)).toEqual([]);
  });
});

describe("the window of a once-a-day rule", () => {
  it.each([
    ["once a day between 08:00 and 20:00", "2027-03-28T06:00Z", "2027-03-28T18:00Z"],
    ["once a day between 22:00 and 06:00", "2027-03-27T21:00Z", "2027-03-28T04:00Z"],
    ["once a day", "2027-10-30T22:00Z", "2027-10-31T23:00Z"],
    ["once a day in NYSE", "2026-11-27T14:30Z", "2026-11-27T18:00Z"],
    ["once a day between 02:00 and 03:00", "2027-03-28T01:00Z", "2027-03-28T02:00Z"],
  ])("the window of a once-a-day rule of %s, begun at %s, ends at %s", (text, at, end) => {
    const rule = timeRule(text, BERLIN);
    if (rule.kind !== "once") throw new Error(rule.kind);
    expect(iso(windowEnd(rule, Date.parse(at)))).toBe(end);
  });
});

const warned = (rule: string, zone: string) =>
  ambiguousTimes(timeRule(rule, zone), { from: Date.parse("2027-01-01T00:00Z"), to: Date.parse("2028-01-01T00:00Z") });
