import { maxDrawdown, standardDeviation } from "./indicators.mjs";
import { bullets, document, table } from "./markdown.mjs";
import { change, counted, decimal, percent, whole } from "./numbers.mjs";
import { notViable } from "./outcome.mjs";
import { periodOf } from "./periods.mjs";
import { signalOf } from "./signal.mjs";

/**
 * @typedef {import("./prices.mjs").Bar} Bar
 * @typedef {import("./periods.mjs").Period} Period
 */

const HEAD = ["Symbol", "Before", "End", "Change", "Low", "High", "Best day", "Worst day", "Drawdown", "Volume a day"];

/** @param {Period} period */
export const reviewPath = ({ name }) => `docs/reviews/${name}.md`;

/**
 * What the prices did in a month, a quarter or a week.
 * @param {Period} period
 * @param {import("./prices.mjs").Prices} prices
 * @param {boolean} [inWeekdays] whether it is known that these are not an exchange's trading days
 * @returns {{ text: string, headline: string }}
 */
export function review(period, prices, inWeekdays = false) {
  const all = [...prices].flatMap(([symbol, bars]) => measure(symbol, bars, period));
  const [best, ...others] = [...all].sort((a, b) => b.change - a.change);
  if (!best)
    throw notViable(`The prices have no day in ${period.label} with a close before it, so there is nothing to review.`);
  const worst = others.at(-1);
  const against = worst ? `; ${worst.symbol} did worst, at ${change(worst.change)}` : "";
  const days = inWeekdays ? `${counted(best.days, "weekday")}, holidays included` : counted(best.days, "trading day");
  const over = inWeekdays ? ` Over ${days}.` : "";
  const headline = `In ${period.label}, ${best.symbol} did best, at ${change(best.change)}${against}.${over}`;
  const text = document(
    `# ${period.label.replace(/^./, (letter) => letter.toUpperCase())} in review`,
    `**${headline}**`,
    `${days}, from ${best.from} to ${best.to}; changes are against the last close before.`,
    table("lrrrrrrrrr", HEAD, all.map(row)),
    "## What happened",
    bullets(all.map(sentence)),
  );
  return { text, headline };
}

/**
 * @param {string} symbol
 * @param {Bar[]} bars
 * @param {Period} period
 */
function measure(symbol, bars, period) {
  const first = bars.findIndex((bar) => periodOf(bar.date, period.kind) === period.name);
  if (first < 1) return [];
  const inside = bars.slice(first).filter((bar) => periodOf(bar.date, period.kind) === period.name);
  const span = bars.slice(first - 1, first + inside.length);
  const closes = span.map((bar) => bar.close);
  const moves = inside.map((bar, index) => ({ date: bar.date, change: bar.close / Number(closes[index]) - 1 }));
  return [
    {
      symbol,
      days: inside.length,
      from: inside[0]?.date,
      to: inside.at(-1)?.date,
      before: closes[0],
      end: closes.at(-1),
      change: Number(closes.at(-1)) / Number(closes[0]) - 1,
      low: Math.min(...closes.slice(1)),
      high: Math.max(...closes.slice(1)),
      drawdown: maxDrawdown(closes).depth,
      volume: inside.reduce((sum, bar) => sum + bar.volume, 0) / inside.length,
      moves: moves.sort((a, b) => b.change - a.change),
      signals: [first - 1, first + inside.length - 1].map((index) => signalAt(bars, index)),
    },
  ];
}

/** @typedef {ReturnType<typeof measure>[number]} Measures */

/** @param {Measures} m */
function row({ symbol, before, end, change: moved, low, high, moves, drawdown, volume }) {
  const extremes = [moves[0], moves.at(-1)].map((move) => change(move?.change));
  const prices = [decimal(before), decimal(end), change(moved), decimal(low), decimal(high)];
  return [symbol, ...prices, ...extremes, change(drawdown), whole(volume)];
}

/** @param {Measures} m */
function sentence({ symbol, moves, signals: [from, to] }) {
  const [best, worst] = [moves[0], moves.at(-1)];
  const days =
    moves.length === 1 ? "had only one day" : `had its best day on ${best?.date} and its worst on ${worst?.date}`;
  const daily = scatter(moves);
  const usual = daily === undefined ? "" : `; its daily returns scattered by ${percent(daily)}`;
  return `**${symbol}** ${days}${usual}. Its signal ${from === to ? `was ${to} before and after` : `went from ${from} to ${to}`}.`;
}

/** @param {{ change: number }[]} moves */
function scatter(moves) {
  return moves.length < 3 ? undefined : standardDeviation(moves.map((move) => move.change));
}

/**
 * @param {Bar[]} bars
 * @param {number} index
 */
function signalAt(bars, index) {
  return signalOf(bars.slice(0, index + 1).map((bar) => bar.close)).position;
}
