import { describe, expect, it } from "vitest";
import { load } from "./programs.ts";

interface Growth {
  readonly change: number;
  readonly drawdown: number;
}
interface Trade {
  readonly entered: string;
  readonly left: string | undefined;
  readonly paid: number;
  readonly got: number;
}
interface Backtest {
  readonly from: string;
  readonly days: number;
  readonly daysLong: number;
  readonly trades: readonly Trade[];
  readonly closed: number;
  readonly hits: number;
  readonly averageResult: number | undefined;
  readonly strategy: Growth;
  readonly hold: Growth;
}
interface Bar {
  readonly date: string;
  readonly close: number;
  readonly volume: number;
}

const { backtest } = await load<{ backtest: (bars: readonly Bar[], fast: number, slow: number) => Backtest }>(
  "crossover",
);

/** With averages over 1 and 2 days, the rule is long after every day that rose, and out after every day that did not. */
function follow(...closes: number[]): Backtest {
  const bars = closes.map((close, index) => ({ date: `2026-01-0${index + 1}`, close, volume: 1 }));
  return backtest(bars, 1, 2);
}

describe("the crossover backtest", () => {
  // Long at 12, out at 11; long at 13, out at 12; the last day's rise is too late to trade on.
  const choppy = follow(10, 12, 11, 13, 12, 15);

  it("starts with the first close that has both averages", () => {
    expect(choppy).toMatchObject({ from: "2026-01-02", days: 5 });
  });

  it("buys and sells at the closes of the crossings", () => {
    expect(choppy.trades).toMatchObject([
      { entered: "2026-01-02", left: "2026-01-03", paid: 12, got: 11 },
      { entered: "2026-01-04", left: "2026-01-05", paid: 13, got: 12 },
    ]);
  });

  it("multiplies the results of its trades", () => {
    expect(choppy.strategy.change).toBeCloseTo((11 / 12) * (12 / 13) - 1, 10);
  });

  it("compares with holding over the same days", () => expect(choppy.hold.change).toBeCloseTo(15 / 12 - 1, 10));

  it("takes the drawdown of what it would have been worth", () => {
    expect([choppy.strategy.drawdown, choppy.hold.drawdown]).toEqual([
      expect.closeTo((11 / 12) * (12 / 13) - 1, 10),
      expect.closeTo(11 / 12 - 1, 10),
    ]);
  });

  it("counts hits among the closed trades only", () => {
    expect(follow(10, 12, 14, 13, 15, 16)).toMatchObject({
      closed: 1,
      hits: 1,
      trades: [{ got: 13 }, { left: undefined }],
    });
  });

  it("values an open trade at the last close", () => {
    expect(follow(10, 12, 15).trades).toMatchObject([{ paid: 12, got: 15, left: undefined }]);
  });

  it("enters at once where the fast average is already above", () => {
    expect(follow(10, 12, 15)).toMatchObject({ daysLong: 1, strategy: { change: 0.25 } });
  });

  it("stays out of a market that only falls", () => {
    const falling = follow(5, 4, 3, 2);
    expect(falling).toMatchObject({ trades: [], averageResult: undefined, strategy: { change: 0, drawdown: 0 } });
  });

  it("stays out of a market that never moves", () => {
    expect(follow(5, 5, 5, 5)).toMatchObject({ trades: [], strategy: { change: 0 }, hold: { change: 0, drawdown: 0 } });
  });

  it("agrees with averages worked out by hand", () => {
    // SMA2 and SMA3 from day 3 on: 5 and 6, 4.5 and 5, 6.5 and 5.67, 8 and 7, 6.5 and 7.
    const bars = [8, 6, 4, 5, 8, 8, 5].map((close, index) => ({ date: `2026-01-0${index + 1}`, close, volume: 1 }));
    expect(backtest(bars, 2, 3).trades).toMatchObject([{ entered: "2026-01-05", left: "2026-01-07", paid: 8, got: 5 }]);
  });
});
