import { day, daysBetween, stamp } from "./calendar.mjs";
import { changeOver, maxDrawdown, rsi, sma, volatility } from "./indicators.mjs";
import { bullets, document, headlineOf, table, titleOf } from "./markdown.mjs";
import { change, counted, decimal, listed, percent } from "./numbers.mjs";
import { lastDate } from "./prices.mjs";
import { heldSince, RULE, signalOf } from "./signal.mjs";

/**
 * @typedef {ReturnType<typeof measure>} Measures  what the report says of one symbol
 */

const HEAD = ["Symbol", "Close", "1d", "5d", "20d", "SMA20", "SMA50", "RSI14", "Volatility", "Max drawdown", "Signal"];
const STALE_AFTER_DAYS = 5;

/**
 * @param {import("./prices.mjs").Prices} prices
 * @param {number} at
 * @param {string} [previous] the report before this one
 * @returns {{ text: string, headline: string }}
 */
export function signalReport(prices, at, previous = "") {
  const all = [...prices].map(([symbol, bars]) => measure(symbol, bars));
  const headline = headlineFor(all, lastDate(prices));
  const text = document(
    `# Signals, ${stamp(at)}`,
    `**${headline}**`,
    headlineOf(previous) === headline
      ? `Nothing has changed since the report before: ${titleOf(previous)}.`
      : undefined,
    staleness(lastDate(prices), at),
    table("lrrrrrrrrrl", HEAD, all.map(row)),
    "## What each symbol does",
    bullets(all.map(sentence)),
    "## How to read this",
    `The rule: ${RULE}`,
    "Changes are against the close 1, 5 and 20 trading days before. RSI14 is smoothed as Wilder did. Volatility is the " +
      "standard deviation of the last 20 daily log returns, for a year of 252 days. Max drawdown is the deepest fall " +
      "from a peak in all the prices there are.",
  );
  return { text, headline };
}

/**
 * @param {string} symbol
 * @param {import("./prices.mjs").Bar[]} bars
 */
function measure(symbol, bars) {
  const closes = bars.map((bar) => bar.close);
  const fall = maxDrawdown(closes);
  return {
    symbol,
    close: closes.at(-1),
    changes: [1, 5, 20].map((days) => changeOver(closes, days)),
    averages: [sma(closes, 20), sma(closes, 50)],
    rsi: rsi(closes),
    volatility: volatility(closes),
    drawdown: { depth: fall.depth, from: bars[fall.peak]?.date, to: bars[fall.trough]?.date },
    since: heldSince(bars),
    ...signalOf(closes),
  };
}

/** @param {Measures} m */
function row(m) {
  const changes = m.changes.map((value) => change(value));
  const averages = m.averages.map((value) => decimal(value));
  const risk = [percent(m.volatility), change(m.drawdown.depth)];
  return [m.symbol, decimal(m.close), ...changes, ...averages, decimal(m.rsi, 1), ...risk, `**${m.position}**`];
}

/** @param {Measures} m */
function sentence(m) {
  const fall = m.drawdown.depth === 0 ? "It has never closed below an earlier peak." : deepestFall(m);
  return `**${m.symbol}** is ${m.position} since ${m.since}: ${m.why}. ${fall}`;
}

/** @param {Measures} m */
function deepestFall({ drawdown }) {
  return `Its deepest fall, ${percent(-drawdown.depth)}, went from ${drawdown.from} to ${drawdown.to}.`;
}

/**
 * @param {Measures[]} all
 * @param {string} last
 */
function headlineFor(all, last) {
  const counts = ["long", "flat", "short"].map(
    (position) => `${all.filter((m) => m.position === position).length} ${position}`,
  );
  const ranked = all
    .filter((m) => m.changes[2] !== undefined)
    .sort((a, b) => Number(b.changes[2]) - Number(a.changes[2]));
  const [best, worst] = [ranked[0], ranked.at(-1)].map((m) => m && `${m.symbol} ${change(m.changes[2])}`);
  const moves = ranked.length > 1 ? ` Over 20 days, best ${best}, worst ${worst}.` : "";
  return `${listed(counts)} of ${counted(all.length, "symbol")} at the close of ${last}.${moves}`;
}

/**
 * @param {string} last
 * @param {number} at
 */
function staleness(last, at) {
  const age = daysBetween(last, day(at));
  if (age <= STALE_AFTER_DAYS) return undefined;
  return `The prices are ${counted(age, "day")} old: these signals say what the rule held on ${last}, not today.`;
}
