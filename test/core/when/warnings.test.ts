import { expect, it } from "vitest";
import { isWhen, parseWhen } from "../../../src/core/when/parse.ts";
import { warningsOf } from "../../../src/core/when/warnings.ts";
import { KNOWN } from "./calendars.ts";

function warned(texts: readonly string[], now: string): readonly string[] {
  const when = parseWhen(texts, { ...KNOWN, zone: "Europe/Berlin" });
  if (!isWhen(when)) throw new Error(JSON.stringify(when));
  return warningsOf(when, Date.parse(now));
}

it("warns of nothing where nothing will surprise", () => {
  const texts = ["Mon 10:00", "every 30m in NYSE", "on github", "after content", "last day of the month 09:00"];
  expect(warned(texts, "2026-11-22T00:00Z")).toEqual([]);
});

it("warns of all that will, each once", () => {
  expect(warned(["every 30m in NYSE", "once a day in NYSE", "02:30"], "2028-12-01T00:00Z")).toEqual([
    "NYSE's holidays are known up to 2028-12-31, 31 days from now: write later ones into calendars/NYSE.yaml",
    "02:30 in Europe/Berlin does not exist on 2029-03-25: it runs at 03:00",
    "02:30 in Europe/Berlin comes twice on 2029-10-28: it runs the first time",
  ]);
});

it("looks a year ahead, and no further back than now", () => {
  expect(warned(["02:30"], "2027-03-28T03:00Z")).toEqual([
    "02:30 in Europe/Berlin comes twice on 2027-10-31: it runs the first time",
    "02:30 in Europe/Berlin does not exist on 2028-03-26: it runs at 03:00",
  ]);
});

it("says when a date comes that not every month has (T15)", () => {
  expect(warned(["0 9 29 2 *", "31st of the month 09:00", "0 9 31 1,3 *"], "2026-11-22T00:00Z")).toEqual([
    '"cron 0 9 29 2 * in Europe/Berlin" runs only in months that have such a day: next on 2028-02-29',
    '"31st of the month 09:00 in Europe/Berlin" runs only in months that have such a day: next on 2026-12-31',
  ]);
});
