import { maxDrawdown, rsi, sma, volatility } from "./indicators.mjs";
import { change, counted, decimal, percent, whole } from "./numbers.mjs";
import { signalOf } from "./signal.mjs";

/**
 * @typedef {(bars: import("./prices.mjs").Bar[]) => string} Example  a sentence on the last prices of one symbol
 * @typedef {{ term: string, meaning: string, example: Example }} Term
 */

export const GLOSSARY = "docs/glossary.md";

/** @type {Term[]} */
export const TERMS = [
  {
    term: "Drawdown",
    meaning:
      "How far a price stands below its highest earlier close. The maximum drawdown is the deepest of these falls.",
    example: (bars) =>
      `stands ${below(fallNow(bars))} its highest close; its maximum drawdown is ${percent(-maxDrawdown(closes(bars)).depth)}`,
  },
  {
    term: "Simple moving average",
    meaning:
      "The mean of the last closes, each counted alike. SMA20 takes 20 of them; it follows the price with a delay.",
    example: (bars) => `closed at ${decimal(bars.at(-1)?.close)}, with SMA20 at ${decimal(sma(closes(bars), 20))}`,
  },
  {
    term: "Relative strength index",
    meaning:
      "Gains against losses over the last days, from 0 to 100. Above 70 counts as overbought, below 30 as oversold.",
    example: (bars) => `has an RSI14 of ${decimal(rsi(closes(bars)), 1)}`,
  },
  {
    term: "Volatility",
    meaning: "How much the daily returns scatter, as a standard deviation, stretched to a year of 252 trading days.",
    example: (bars) => `scattered by ${percent(volatility(closes(bars)))} a year over the last 20 days`,
  },
  {
    term: "Crossover",
    meaning:
      "The day a fast moving average passes a slow one. Upwards it counts as the start of a rise, downwards as its end.",
    example: (bars) => `has its SMA20 ${sideOf(bars)} its SMA50`,
  },
  {
    term: "Signal",
    meaning:
      "The position our rule takes on the last close: long, short or flat. It says what the rule holds, not what will come.",
    example: (bars) => `is ${signalOf(closes(bars)).position}, since ${signalOf(closes(bars)).why}`,
  },
  {
    term: "Buy and hold",
    meaning: "Buying once and doing nothing: what every rule has to be measured against.",
    example: (bars) => `made ${change(Number(bars.at(-1)?.close) / Number(bars[0]?.close) - 1)} since ${bars[0]?.date}`,
  },
  {
    term: "Hit rate",
    meaning:
      "The share of closed trades that made a profit. It says nothing of their size: few large gains may carry a low one.",
    example: (bars) => `rose on ${percent(shareOfRises(bars), 0)} of its days, which is the hit rate of one-day trades`,
  },
  {
    term: "Volume",
    meaning: "How many units changed hands in a day. A move on high volume was carried by more traders.",
    example: (bars) => `traded ${whole(Number(bars.at(-1)?.volume))} units on its last day`,
  },
  {
    term: "Trading day",
    meaning: "A day with a price. A year of them is counted as 252; weekends have none.",
    example: (bars) => `has ${counted(bars.length, "trading day")}, from ${bars[0]?.date} to ${bars.at(-1)?.date}`,
  },
];

/**
 * A term's section of the glossary, with an example from the prices of one symbol.
 * @param {Term} term
 * @param {string} symbol
 * @param {import("./prices.mjs").Bar[]} bars
 */
export function glossaryEntry({ term, meaning, example }, symbol, bars) {
  return `## ${term}\n\n${meaning}\n\n_Example:_ at the close of ${bars.at(-1)?.date}, ${symbol} ${example(bars)}.`;
}

/**
 * The glossary with one more section, in alphabetical order; a section of that name is replaced, the others are kept.
 * @param {string | undefined} text
 * @param {string} entry
 */
export function withEntry(text, entry) {
  const [intro = "", ...sections] = (text ?? "# Glossary\n\nThe words our reports use.\n").split(/^(?=## )/m);
  const others = sections.map((section) => section.trim()).filter((section) => heading(section) !== heading(entry));
  const sorted = [...others, entry].sort((a, b) => heading(a).localeCompare(heading(b)));
  return `${[intro.trim(), ...sorted].join("\n\n")}\n`;
}

/** @param {string} section */
const heading = (section) => String(section.split("\n")[0]).trim().toLowerCase();

/** @param {import("./prices.mjs").Bar[]} bars */
const closes = (bars) => bars.map((bar) => bar.close);

/** @param {import("./prices.mjs").Bar[]} bars */
const fallNow = (bars) => Number(bars.at(-1)?.close) / Math.max(...closes(bars)) - 1;

/** @param {number} fall */
const below = (fall) => (fall === 0 ? "at" : `${percent(-fall)} below`);

/** @param {import("./prices.mjs").Bar[]} bars */
function sideOf(bars) {
  return Number(sma(closes(bars), 20)) > Number(sma(closes(bars), 50)) ? "above" : "not above";
}

/** @param {import("./prices.mjs").Bar[]} bars */
function shareOfRises(bars) {
  const rises = bars.filter((bar, index) => index > 0 && bar.close > Number(bars[index - 1]?.close));
  return bars.length < 2 ? undefined : rises.length / (bars.length - 1);
}
