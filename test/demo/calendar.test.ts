import { describe, expect, it } from "vitest";
import { load } from "./programs.ts";

interface Calendar {
  readonly isoWeek: (at: number) => { name: string; monday: string; sunday: string };
  readonly stamp: (at: number) => string;
  readonly fileStamp: (at: number) => string;
}

const { fileStamp, isoWeek, stamp } = await load<Calendar>("calendar");

describe("the ISO week", () => {
  it.each([
    ["2026-11-21T21:29:51Z", "2026-W47"],
    ["2026-11-22T23:59:59Z", "2026-W47"],
    ["2026-11-23T00:00:00Z", "2026-W48"],
    ["2024-12-30T00:00:00Z", "2025-W01"],
    ["2021-01-03T12:00:00Z", "2020-W53"],
    ["2021-01-04T00:00:00Z", "2021-W01"],
    ["2026-12-31T12:00:00Z", "2026-W53"],
    ["2027-01-03T12:00:00Z", "2026-W53"],
    ["2023-01-01T12:00:00Z", "2022-W52"],
  ])("the ISO week of %s is %s", (moment, week) => expect(isoWeek(Date.parse(moment)).name).toBe(week));

  it("goes from Monday to Sunday, over the end of a year too", () => {
    expect(isoWeek(Date.parse("2026-01-01T00:00:00Z"))).toMatchObject({ monday: "2025-12-29", sunday: "2026-01-04" });
  });
});

describe("a session's start", () => {
  it("is written for people and for file names", () => {
    const start = Date.parse("2026-11-21T07:05:09.999Z");
    expect([stamp(start), fileStamp(start)]).toEqual(["2026-11-21 07:05:09 UTC", "2026-11-21-070509"]);
  });
});
