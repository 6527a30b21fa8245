import { counted } from "./numbers.mjs";
import { studyPath, studyTitle } from "./study.mjs";

/**
 * @typedef {import("./study.mjs").Study} Study
 * @typedef {{ study: Study, because: string }} Proposal
 * @typedef {{ studied: Map<string, number>, planned: string[], settled: string[] }} Known
 *   when each study's file last changed, and the titles of the queue's planned and of its completed entries
 */

/** The pairs of averages to study, the customary ones first. */
const PAIRS = `
  10/50 20/50 5/20 20/100 50/100 10/30 5/50 10/100 30/60 50/150
  5/30 5/100 10/20 15/45 15/60 20/40 20/60 20/80 20/150 25/75
  25/100 30/90 30/120 40/80 40/120 50/200 60/120 10/200 20/200 5/10`
  .trim()
  .split(/\s+/)
  .map((pair) => pair.split("/").map(Number));

/**
 * The studies to do next: for the symbol that was studied longest ago, or never, the first pair nobody has asked for.
 * @param {import("./prices.mjs").Prices} prices
 * @param {Known} known
 * @param {number} count
 * @returns {Proposal[]}
 */
export function nextStudies(prices, known, count) {
  if (count <= 0) return [];
  const proposals = inTurn(prices, known).map((symbol) => propose(symbol, Number(prices.get(symbol)?.length), known));
  const first = proposals.find((proposal) => proposal !== undefined);
  if (!first) return [];
  const planned = [...known.planned, studyTitle(first.study)];
  return [first, ...nextStudies(prices, { ...known, planned }, count - 1)];
}

/**
 * A queue entry that asks for the study; LOW, so that what a person asks for goes first.
 * @param {Proposal} proposal
 * @param {{ date: string, last: string }} dates today, and the last day there is a price for
 */
export function queueEntry({ study, because }, { date, last }) {
  const { symbol, fast, slow } = study;
  return [
    `1. **${studyTitle(study)}** (LOW priority)`,
    "   - Priority: LOW",
    `   - Goal: Learn whether following the ${fast}/${slow} crossover on ${symbol} beats holding it`,
    `   - Next Action: Backtest the ${fast}/${slow} moving-average crossover on ${symbol}, into ${studyPath(study)}`,
    `   - Status: READY - the prices reach to ${last}`,
    `   - Added: ${date}`,
    `   - Source: Strategist, because ${because}`,
  ].join("\n");
}

/**
 * The symbols: those with the fewest planned studies first, then the one studied longest ago.
 * @param {import("./prices.mjs").Prices} prices
 * @param {Known} known
 */
function inTurn(prices, { studied, planned }) {
  const waiting = (/** @type {string} */ symbol) =>
    planned.filter((title) => title.startsWith(`Study ${symbol}:`)).length;
  const latest = (/** @type {string} */ symbol) => Math.max(0, ...studiesOf(symbol, studied).map(([, at]) => at));
  return [...prices.keys()].sort((a, b) => waiting(a) - waiting(b) || latest(a) - latest(b) || a.localeCompare(b));
}

/**
 * @param {string} symbol
 * @param {number} closes
 * @param {Known} known
 * @returns {Proposal | undefined}
 */
function propose(symbol, closes, { studied, planned, settled }) {
  const asked = new Set([...planned, ...settled]);
  const studies = PAIRS.map(([fast = 0, slow = 0]) => ({ symbol, fast, slow }));
  const study = studies.find((one) => one.slow < closes && !studied.has(studyPath(one)) && !asked.has(studyTitle(one)));
  return study && { study, because: reason(symbol, studiesOf(symbol, studied).length) };
}

/**
 * @param {string} symbol
 * @param {number} done
 */
function reason(symbol, done) {
  if (done === 0) return `${symbol} has no study yet`;
  return `${symbol} has ${counted(done, "study", "studies")}, none with these averages`;
}

/**
 * @param {string} symbol
 * @param {Map<string, number>} studied
 */
function studiesOf(symbol, studied) {
  return [...studied].filter(([path]) => path.includes(`/${symbol}-`));
}
