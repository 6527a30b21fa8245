import { EXPLAINERS, explainerPage, explainerPath } from "./explainers.mjs";
import { GLOSSARY, glossaryEntry, TERMS, withEntry } from "./glossary.mjs";
import { listed } from "./numbers.mjs";
import { blocked, notViable } from "./outcome.mjs";
import { completePeriods, KINDS, parsePeriod } from "./periods.mjs";
import { review, reviewPath } from "./review.mjs";

/**
 * @typedef {import("./prices.mjs").Prices} Prices
 * @typedef {{ text: string, headline: string }} Written
 * @typedef {{ title: string, path: string, write: (before: string | undefined, inWeekdays?: boolean) => Written }} Assignment
 *   something the Content agent can write: the file, and what it holds after this, given what it held before, and
 *   whether it is known that the prices are of weekdays
 */

/**
 * The assignment that a task's title stands for; blocked when this program has no part that could write it.
 * @param {string} title
 * @param {Prices} prices
 * @returns {Assignment}
 */
export function assignmentFor(title, prices) {
  const [, kind, period] = title.match(/^(month|quarter|week) in review: *(\S+)$/i) ?? [];
  if (kind && period) return reviewOf(period, prices);
  const term = title.match(/^glossary entry: *(.+)$/i)?.[1];
  if (term) return entryOf(term, prices);
  const [, topic, symbol] = title.match(/^explainer: *(.+?) with (\S+)$/i) ?? [];
  if (topic && symbol) return explainerOf(topic, symbol.toUpperCase(), prices);
  const forms = "“Month in review: 2026-10”, “Glossary entry: Drawdown” or “Explainer: RSI14 with ALDER”";
  throw blocked(
    `The Content agent cannot tell what “${title}” should be: its author must give it a title such as ${forms}.`,
  );
}

/**
 * Everything worth writing from these prices: reviews, glossary and explainers in turn, the newest periods first.
 * @param {Prices} prices
 * @returns {Assignment[]}
 */
export function assignments(prices) {
  const days = [...prices.values()].flatMap((bars) => bars.map((bar) => bar.date)).sort();
  const [months = [], quarters = [], weeks = []] = KINDS.map((kind) => completePeriods(days, kind));
  const symbols = [...prices.keys()];
  const explainers = symbols.flatMap((_, round) =>
    EXPLAINERS.map(({ name }, index) => explainerOf(name, turn(symbols, index + round), prices)),
  );
  return interleaved([
    [...months, ...quarters, ...weeks].map((name) => reviewOf(name, prices)),
    TERMS.map(({ term }) => entryOf(term, prices)),
    explainers,
  ]);
}

/**
 * @param {string} name
 * @param {Prices} prices
 * @returns {Assignment}
 */
function reviewOf(name, prices) {
  const period = parsePeriod(name.toUpperCase());
  if (!period) throw notViable(`“${name}” is no month, quarter or week such as 2026-10, 2026-Q3 or 2026-W46.`);
  const title = `${period.kind.replace(/^./, (letter) => letter.toUpperCase())} in review: ${period.name}`;
  return { title, path: reviewPath(period), write: (_, inWeekdays) => review(period, prices, inWeekdays) };
}

/**
 * @param {string} name
 * @param {Prices} prices
 * @returns {Assignment}
 */
function entryOf(name, prices) {
  const index = TERMS.findIndex(({ term }) => term.toLowerCase() === name.trim().toLowerCase());
  const term = TERMS[index];
  if (!term) {
    const known = listed(TERMS.map((one) => one.term));
    throw blocked(
      `The Content agent does not know what “${name}” means: a person must write that entry. It knows ${known}.`,
    );
  }
  const [symbol, bars] = turn([...prices], index);
  const entry = glossaryEntry(term, symbol, bars);
  const headline = `“${term.term}” is in the glossary, with an example from ${symbol} at the close of ${bars.at(-1)?.date}.`;
  const write = (/** @type {string | undefined} */ before) => ({ text: withEntry(before, entry), headline });
  return { title: `Glossary entry: ${term.term}`, path: GLOSSARY, write };
}

/**
 * @param {string} topic
 * @param {string} symbol
 * @param {Prices} prices
 * @returns {Assignment}
 */
function explainerOf(topic, symbol, prices) {
  const explainer = EXPLAINERS.find(({ name }) => name.toLowerCase() === topic.toLowerCase());
  if (!explainer) {
    const known = listed(EXPLAINERS.map(({ name }) => name));
    throw blocked(`The Content agent has no explainer of “${topic}”: a person must write it. It can explain ${known}.`);
  }
  const bars = prices.get(symbol);
  if (!bars) throw notViable(`There is no symbol ${symbol} in the prices; there are ${listed([...prices.keys()])}.`);
  const title = `Explainer: ${explainer.name} with ${symbol}`;
  return { title, path: explainerPath(explainer, symbol), write: () => explainerPage(explainer, symbol, bars) };
}

/**
 * @template T
 * @param {T[][]} lists
 * @returns {T[]}
 */
function interleaved(lists) {
  const longest = Math.max(...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, index) => lists.flatMap((list) => list.slice(index, index + 1))).flat();
}

/**
 * The list's element at an index that goes round.
 * @template T
 * @param {T[]} list
 * @param {number} index
 * @returns {T}
 */
function turn(list, index) {
  return /** @type {T} */ (list[index % list.length]);
}
