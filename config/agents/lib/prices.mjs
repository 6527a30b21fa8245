import { counted } from "./numbers.mjs";
import { blocked } from "./outcome.mjs";

/**
 * @typedef {{ date: string, close: number, volume: number }} Bar  one symbol's trading day
 * @typedef {Map<string, Bar[]>} Prices  by symbol in alphabetical order, bars from the oldest to the newest
 */

const PRICES = "data/prices.csv";
const COLUMNS = "date,symbol,close,volume";

/**
 * The workspace's prices; blocked, with what to mend and where, when there are none or one of them is not readable.
 * @param {{ read(path: string): string | undefined }} workspace
 * @returns {Prices}
 */
export function readPrices(workspace) {
  const text = workspace.read(PRICES);
  if (text !== undefined) return parsePrices(text);
  throw blocked(`There is no ${PRICES}: whoever delivers the prices must put it back, with the columns ${COLUMNS}.`);
}

/**
 * @param {string} text
 * @returns {Prices}
 */
function parsePrices(text) {
  const [head, ...lines] = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  if (head?.trim() !== COLUMNS) throw unreadable(1, `the columns must be ${COLUMNS}`);
  /** @type {Map<string, Map<string, Bar>>} */
  const bySymbol = new Map();
  lines.forEach((line, index) => {
    if (line.trim() !== "") addRow(bySymbol, line, index + 2);
  });
  if (bySymbol.size === 0) throw blocked(`${PRICES} has no rows: whoever delivers the prices must fill it.`);
  return new Map(
    [...bySymbol].sort(byFirst).map(([symbol, bars]) => [symbol, [...bars].sort(byFirst).map(([, b]) => b)]),
  );
}

/**
 * The newest date there is a price for.
 * @param {Prices} prices
 */
export function lastDate(prices) {
  const dates = [...prices.values()].map((bars) => bars.at(-1)?.date ?? "");
  return dates.sort().at(-1) ?? "";
}

/**
 * What was read, in a sentence.
 * @param {Prices} prices
 */
export function extent(prices) {
  const closes = [...prices.values()].reduce((sum, bars) => sum + bars.length, 0);
  return `Read ${counted(closes, "close")} of ${counted(prices.size, "symbol")}, the last of ${lastDate(prices)}.`;
}

/**
 * @param {Map<string, Map<string, Bar>>} bySymbol
 * @param {string} line
 * @param {number} number
 */
function addRow(bySymbol, line, number) {
  const cells = line.split(",").map((cell) => cell.trim());
  const [date = "", symbol = "", close = "", volume = ""] = cells;
  if (cells.length !== 4) throw unreadable(number, `there are ${cells.length} columns instead of 4`);
  if (!isDate(date)) throw unreadable(number, `"${date}" is not a date such as 2026-11-20`);
  if (!/^[A-Z][A-Z0-9]{0,9}$/.test(symbol)) throw unreadable(number, `"${symbol}" is not a symbol such as ALDER`);
  if (!isNumber(close) || Number(close) <= 0) throw unreadable(number, `the close "${close}" is not a positive number`);
  if (!isNumber(volume)) throw unreadable(number, `the volume "${volume}" is not a number`);
  const bars = bySymbol.get(symbol) ?? new Map();
  if (bars.has(date)) throw unreadable(number, `${symbol} already has a price for ${date}`);
  bySymbol.set(symbol, bars.set(date, { date, close: Number(close), volume: Number(volume) }));
}

/** @param {string} text */
function isDate(text) {
  return /^\d{4}-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00Z`).toJSON()?.startsWith(text) === true;
}

/** @param {string} text */
function isNumber(text) {
  return /^\d+(\.\d+)?$/.test(text);
}

/**
 * @param {number} line
 * @param {string} what
 */
function unreadable(line, what) {
  return blocked(`${PRICES}, line ${line}: ${what}. Whoever delivers the prices must correct that line.`);
}

/**
 * @param {[string, unknown]} a
 * @param {[string, unknown]} b
 */
function byFirst([a], [b]) {
  return a < b ? -1 : 1;
}
