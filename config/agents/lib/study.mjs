import { stamp } from "./calendar.mjs";
import { backtest } from "./crossover.mjs";
import { document, table } from "./markdown.mjs";
import { change, counted, decimal, listed, percent } from "./numbers.mjs";
import { blocked, notViable } from "./outcome.mjs";

/** @typedef {{ symbol: string, fast: number, slow: number }} Study */

export const STUDIES = "reports/studies";
const EXAMPLE = "“Backtest the 10/50 moving-average crossover on ALDER”";

/** @param {Study} study */
export const studyPath = ({ symbol, fast, slow }) => `${STUDIES}/${symbol}-${fast}-${slow}.md`;

/** @param {Study} study */
export const studyTitle = ({ symbol, fast, slow }) => `Study ${symbol}: ${fast}/${slow} crossover`;

/**
 * The study a queue entry asks for, in its next action, its goal, its title or its text, whichever says it first.
 * @param {import("./session.mjs").Item} item
 * @param {import("./prices.mjs").Prices} prices
 * @returns {Study}
 */
export function studyAskedFor(item, prices) {
  const texts = [field(item, "next action"), field(item, "goal"), item.title, item.body ?? ""];
  const known = [...prices.keys()];
  const pair = firstMatch(texts, /\b(\d{1,3})\s*\/\s*(\d{1,3})\b/);
  const named = firstMatch(texts, new RegExp(`\\b(${known.join("|")})\\b`));
  const meant = named ?? firstMatch(texts, /\b(?:on|of|for|study|backtest)\s+([A-Z][A-Z0-9]{1,9})\b/i, isUpperCase);
  if (!texts.some((text) => /cross-?over/i.test(text)) || !pair || !meant) throw unclear(item.title);
  if (!named) throw notViable(`There is no symbol ${meant[1]} in the prices; there are ${listed(known)}.`);
  return sensible({ symbol: String(named[1]), fast: Number(pair[1]), slow: Number(pair[2]) }, prices);
}

/**
 * @param {Study} study
 * @param {import("./prices.mjs").Prices} prices
 * @param {number} at
 * @returns {{ text: string, headline: string }}
 */
export function studyReport(study, prices, at) {
  const result = backtest(prices.get(study.symbol) ?? [], study.fast, study.slow);
  const headline = headlineFor(study, result);
  const text = document(
    `# ${studyTitle(study)}`,
    `**${headline}**`,
    `Closes from ${result.from} to ${result.to} (${counted(result.days, "day")}), studied ${stamp(at)}.`,
    table("lrr", ["", "Crossover", "Buy and hold"], comparison(result)),
    "## Trades",
    trades(result.trades),
    "## Method",
    `Long from the close at which the ${study.fast}-day simple average is above the ${study.slow}-day one, out at the ` +
      "close at which it no longer is, otherwise in cash without interest. The test starts with the first close that has " +
      "both averages, and enters there if the fast one is already above. The hit rate counts closed trades only; an open " +
      "trade is valued at the last close. No costs, no slippage: real trades would have made less.",
  );
  return { text, headline };
}

/**
 * @param {Study} study
 * @param {import("./prices.mjs").Prices} prices
 */
function sensible(study, prices) {
  const { symbol, fast, slow } = study;
  const closes = prices.get(symbol)?.length ?? 0;
  if (fast < 1 || fast >= slow) {
    const wrong = `The entry asks for a ${fast}/${slow} crossover, but the first average must be the shorter one`;
    throw blocked(`${wrong}: whoever wrote it must correct the numbers.`);
  }
  if (closes > slow) return study;
  throw notViable(
    `${symbol} has ${counted(closes, "close")}, too few for a ${slow}-day average and a day to trade on.`,
  );
}

/** @param {string} title */
function unclear(title) {
  const missing = `The entry “${title}” does not say which crossover to study on which symbol`;
  return blocked(`${missing}: whoever wrote it must give it a next action such as ${EXAMPLE}.`);
}

/**
 * @param {import("./session.mjs").Item} item
 * @param {string} name
 */
function field(item, name) {
  return Object.entries(item.fields ?? {}).find(([key]) => key.toLowerCase() === name)?.[1] ?? "";
}

/**
 * @param {string[]} texts
 * @param {RegExp} pattern
 */
function firstMatch(texts, pattern, fits = (/** @type {string} */ _captured) => true) {
  return texts.map((text) => text.match(pattern)).find((match) => match && fits(String(match[1]))) ?? undefined;
}

/** @param {string} text */
const isUpperCase = (text) => text === text.toUpperCase();

/**
 * @param {Study} study
 * @param {ReturnType<typeof backtest>} result
 */
function headlineFor({ symbol, fast, slow }, { strategy, hold, trades: all, closed, hits }) {
  const made = `Following the ${fast}/${slow} crossover on ${symbol} made ${change(strategy.change)} against ${change(hold.change)}`;
  const open = all.length > closed ? ", one still open" : "";
  const rate = closed === 0 ? "" : `; ${hits} of ${counted(closed, "closed one")} made a profit`;
  return `${made} for holding it, in ${counted(all.length, "trade")}${open}${rate}.`;
}

/** @param {ReturnType<typeof backtest>} result */
function comparison({ strategy, hold, closed, hits, averageResult, days, daysLong, trades: all }) {
  return [
    ["Return", change(strategy.change), change(hold.change)],
    ["Max drawdown", change(strategy.drawdown), change(hold.drawdown)],
    ["Days invested", percent(daysLong / (days - 1), 0), "100%"],
    ["Trades", all.length, 1],
    ["Hit rate", closed === 0 ? "–" : percent(hits / closed, 0), "–"],
    ["Average trade", change(averageResult), "–"],
  ];
}

/** @param {import("./crossover.mjs").Trade[]} all */
function trades(all) {
  if (all.length === 0) return "The fast average never stood above the slow one: there was nothing to trade.";
  const rows = all.map((t) => [t.entered, t.left ?? "open", decimal(t.paid), decimal(t.got), change(t.result)]);
  return table("llrrr", ["Entered", "Left", "Paid", "Got", "Result"], rows);
}
