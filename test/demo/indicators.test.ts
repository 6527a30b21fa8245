import { describe, expect, it } from "vitest";
import { load } from "./programs.ts";

interface Indicators {
  readonly sma: (values: readonly number[], length: number) => number | undefined;
  readonly rsi: (values: readonly number[], length?: number) => number | undefined;
  readonly changeOver: (values: readonly number[], days: number) => number | undefined;
  readonly volatility: (values: readonly number[], length?: number) => number | undefined;
  readonly maxDrawdown: (values: readonly number[]) => { depth: number; peak: number; trough: number };
}

const { changeOver, maxDrawdown, rsi, sma, volatility } = await load<Indicators>("indicators");

/** The worked example of Wilder's RSI in StockCharts' ChartSchool. */
const QQQQ = [
  44.3389, 44.0902, 44.1497, 43.6124, 44.3278, 44.8264, 45.0955, 45.4245, 45.8433, 46.0826, 45.8931, 46.0328, 45.614,
  46.282, 46.282, 46.0028, 46.0328, 46.4116, 46.2222, 45.6439,
];

describe("the simple moving average", () => {
  it("is the mean of the last values", () => expect(sma([100, 1, 2, 6], 3)).toBe(3));

  it("is missing for too short a series", () => expect(sma([1, 2], 3)).toBeUndefined());
});

describe("the change over some days", () => {
  it("compares the last value with the one so many days before", () =>
    expect(changeOver([80, 100, 110], 1)).toBeCloseTo(0.1));

  it("is missing for too short a series", () => expect(changeOver([100, 110], 2)).toBeUndefined());
});

describe("Wilder's RSI", () => {
  // Moves +1, -1, +1 at length 2: first averages 0.5 and 0.5, then (0.5 + 1) / 2 and (0.5 + 0) / 2, so 100 - 100 / 4.
  it("smooths the averages after the first", () => expect(rsi([1, 2, 1, 2], 2)).toBeCloseTo(75, 10));

  it.each([
    [15, 70.53],
    [16, 66.32],
    [17, 66.55],
    [18, 69.41],
    [19, 66.36],
    [20, 57.97],
  ])("agrees with the published example after %i closes", (closes, published) => {
    expect(rsi(QQQQ.slice(0, closes))).toBeCloseTo(published, 1);
  });

  it("is 100 for a series that never falls", () => expect(rsi(Array.from({ length: 20 }, (_, i) => i + 1))).toBe(100));

  it("is 0 for a series that never rises", () => expect(rsi(Array.from({ length: 20 }, (_, i) => 50 - i))).toBe(0));

  it("is 50 for a series that never moves", () => expect(rsi(Array<number>(20).fill(7))).toBe(50));

  it("is missing for too short a series", () => expect(rsi(QQQQ.slice(0, 14))).toBeUndefined());
});

describe("the volatility", () => {
  // Log returns +1% and -1%: mean 0, sample deviation √((0.0001 + 0.0001) / 1), times √252.
  it("is the sample deviation of the log returns, for a year", () => {
    expect(volatility([100, 100 * Math.exp(0.01), 100], 2)).toBeCloseTo(Math.sqrt(0.0002) * Math.sqrt(252), 10);
  });

  it("looks no further back than its length", () => {
    expect(volatility([1, 900, 5, 5, 5, 5], 3)).toBe(0);
  });

  it("is missing for too short a series", () => expect(volatility([1, 2, 3], 3)).toBeUndefined());
});

describe("the max drawdown", () => {
  it("is the deepest fall from a peak, not the last one", () => {
    expect(maxDrawdown([100, 120, 90, 130, 117])).toEqual({ depth: -0.25, peak: 1, trough: 2 });
  });

  it("is nothing for a series that only rises", () => expect(maxDrawdown([1, 2, 3]).depth).toBe(0));

  it("is nothing for an empty series", () => expect(maxDrawdown([]).depth).toBe(0));
});
