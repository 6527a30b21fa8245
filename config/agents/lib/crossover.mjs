import { maxDrawdown, mean, sma } from "./indicators.mjs";

/**
 * @typedef {{ entered: string, left: string | undefined, paid: number, got: number, result: number }} Trade
 *   `left` is undefined for a position that is still open, which is valued at the last close.
 */

/**
 * What following a moving-average crossover would have made: long from a close at which the fast average is above the
 * slow one until a close at which it is not. It starts with the first close that has both averages; no costs.
 * @param {import("./prices.mjs").Bar[]} bars at least `slow` + 1 of them
 * @param {number} fast
 * @param {number} slow
 */
export function backtest(bars, fast, slow) {
  const closes = bars.map((bar) => bar.close);
  const days = bars.slice(slow - 1).map((bar, index) => {
    const known = closes.slice(0, slow + index);
    return { ...bar, long: Number(sma(known, fast)) > Number(sma(known, slow)) };
  });
  const trades = tradesIn(days);
  const closed = trades.filter((trade) => trade.left !== undefined);
  return {
    from: days[0]?.date ?? "",
    to: days.at(-1)?.date ?? "",
    days: days.length,
    daysLong: days.slice(0, -1).filter((today) => today.long).length,
    trades,
    closed: closed.length,
    hits: closed.filter((trade) => trade.result > 0).length,
    averageResult: trades.length === 0 ? undefined : mean(trades.map((trade) => trade.result)),
    strategy: growth(equity(days)),
    hold: growth(days.map((today) => today.close)),
  };
}

/**
 * @param {{ date: string, close: number, long: boolean }[]} days
 * @returns {Trade[]}
 */
function tradesIn(days) {
  const last = days.length - 1;
  const entries = days.flatMap((today, index) => (today.long && !days[index - 1]?.long && index < last ? [index] : []));
  return entries.map((entry) => {
    const exit = days.findIndex((today, index) => index > entry && !today.long);
    return trade(days, entry, exit);
  });
}

/**
 * @param {{ date: string, close: number }[]} days
 * @param {number} entry
 * @param {number} exit -1 while the position is open
 * @returns {Trade}
 */
function trade(days, entry, exit) {
  const paid = Number(days[entry]?.close);
  const got = Number(days.at(exit)?.close);
  return {
    entered: days[entry]?.date ?? "",
    left: exit < 0 ? undefined : days[exit]?.date,
    paid,
    got,
    result: got / paid - 1,
  };
}

/** @param {{ close: number, long: boolean }[]} days */
function equity(days) {
  let worth = 1;
  return days.map((today, index) => {
    const before = days[index - 1];
    if (before?.long) worth *= today.close / before.close;
    return worth;
  });
}

/** @param {number[]} values */
function growth(values) {
  return { change: Number(values.at(-1)) / Number(values[0]) - 1, drawdown: maxDrawdown(values).depth };
}
