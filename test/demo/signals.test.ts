import { describe, expect, it } from "vitest";
import { load } from "./programs.ts";

type Bars = readonly { date: string; close: number; volume: number }[];
type Report = { text: string; headline: string };

const { signalOf } = await load<{ signalOf: (closes: readonly number[]) => { position: string; why: string } }>(
  "signal",
);
const { signalReport } = await load<{
  signalReport: (prices: Map<string, Bars>, at: number, before?: string) => Report;
}>("signal-report");

const SUNDAY = Date.parse("2026-03-01T12:00:00Z");

/** Closes from a rule, one a day from 2026-01-01 on. */
function series(length: number, close: (day: number) => number): Bars {
  return Array.from({ length }, (_, day) => ({
    date: new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10),
    close: close(day),
    volume: 100,
  }));
}

const closes = (bars: Bars) => bars.map((bar) => bar.close);
const wave = (day: number) => (day % 2 === 0 ? 3 : 0);

describe("the trading rule", () => {
  it("is long in a rise that is not overstretched", () => {
    expect(signalOf(closes(series(60, (day) => 100 + day + wave(day + 1)))).position).toBe("long");
  });

  it("is short in a fall that is not overstretched", () => {
    expect(signalOf(closes(series(60, (day) => 200 - day - wave(day + 1)))).position).toBe("short");
  });

  it("stays out of a rise without a break", () => {
    expect(signalOf(closes(series(60, (day) => 100 + day)))).toEqual({
      position: "flat",
      why: "the trend is up, but RSI14 says overbought",
    });
  });

  it("stays out of a market that never moves", () => {
    expect(signalOf(Array<number>(60).fill(5))).toEqual({
      position: "flat",
      why: "the averages agree, so there is no trend",
    });
  });

  it("stays out when there are too few closes", () => {
    expect(signalOf([1, 2, 3]).why).toBe("3 closes are too few for a 50-day average");
  });
});

describe("the signal report", () => {
  it("shows dashes, not invented numbers, for a short history", () => {
    const { text } = signalReport(new Map([["ALDER", series(3, (day) => 10 + day)]]), SUNDAY);
    expect(text).toContain("| ALDER | 12.00 | +9.1% | – | – | – | – | – | – | 0.0% | **flat** |");
  });

  it("has a full row for a market that never moves", () => {
    const { text } = signalReport(new Map([["ALDER", series(60, () => 5)]]), SUNDAY);
    expect(text).toContain("| ALDER | 5.00 | 0.0% | 0.0% | 0.0% | 5.00 | 5.00 | 50.0 | 0.0% | 0.0% | **flat** |");
  });

  it.each([1, 2, 15, 21, 51])("never shows a number that is none, with %i closes", (length) => {
    const prices = new Map([["ALDER", series(length, (day) => 10 + wave(day))]]);
    expect(signalReport(prices, SUNDAY).text).not.toMatch(/NaN|Infinity|undefined/);
  });

  it("says that its prices are old", () => {
    const { text } = signalReport(new Map([["ALDER", series(50, (day) => 10 + day)]]), SUNDAY);
    expect(text).toContain("The prices are 10 days old");
  });

  it("says that nothing has changed since the report before", () => {
    const prices = new Map([["ALDER", series(60, (day) => 10 + day)]]);
    const before = signalReport(prices, SUNDAY - 3_600_000).text;
    expect(signalReport(prices, SUNDAY, before).text).toContain(
      "Nothing has changed since the report before: Signals, 2026-03-01 11:00:00 UTC.",
    );
  });
});
