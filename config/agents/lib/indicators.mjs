const TRADING_DAYS = 252;

/**
 * The simple moving average of the last `length` values; undefined when there are fewer.
 * @param {number[]} values
 * @param {number} length
 */
export function sma(values, length) {
  return values.length < length ? undefined : mean(values.slice(-length));
}

/**
 * The change of the last value against the one `days` before it, as a fraction.
 * @param {number[]} values
 * @param {number} days
 */
export function changeOver(values, days) {
  const last = values.at(-1);
  const before = values.at(-1 - days);
  return last === undefined || before === undefined ? undefined : last / before - 1;
}

/**
 * Wilder's relative strength index: the first averages are plain means, later ones keep (length - 1) / length of the
 * old. A series that never moves is at 50, one that never falls at 100.
 * @param {number[]} values
 */
export function rsi(values, length = 14) {
  if (values.length <= length) return undefined;
  const { gain, loss } = wilderAverages(values, length);
  if (loss === 0) return gain === 0 ? 50 : 100;
  return 100 - 100 / (1 + gain / loss);
}

/**
 * The smoothed average gain and loss behind the RSI, both zero or more.
 * @param {number[]} values
 * @param {number} length
 */
export function wilderAverages(values, length) {
  const moves = differences(values);
  const first = moves.slice(0, length);
  const smooth = (/** @type {number} */ average, /** @type {number} */ move) =>
    (average * (length - 1) + move) / length;
  const later = moves.slice(length);
  return {
    gain: later.map(upward).reduce(smooth, mean(first.map(upward))),
    loss: later.map(downward).reduce(smooth, mean(first.map(downward))),
  };
}

/**
 * The sample standard deviation of the last `length` daily log returns, times the root of 252.
 * @param {number[]} values
 */
export function volatility(values, length = 20) {
  if (values.length <= length || length < 2) return undefined;
  const returns = differences(values.slice(-length - 1).map(Math.log));
  return standardDeviation(returns) * Math.sqrt(TRADING_DAYS);
}

/**
 * The deepest fall from a peak, as a fraction of zero or less, and where it began and ended; 0 for a rising series.
 * @param {number[]} values
 * @returns {{ depth: number, peak: number, trough: number }}
 */
export function maxDrawdown(values) {
  let high = 0;
  let worst = { depth: 0, peak: 0, trough: 0 };
  values.forEach((value, index) => {
    if (value >= valueAt(values, high)) high = index;
    const depth = value / valueAt(values, high) - 1;
    if (depth < worst.depth) worst = { depth, peak: high, trough: index };
  });
  return worst;
}

/** @param {number[]} values */
export function differences(values) {
  return values.slice(1).map((value, index) => value - valueAt(values, index));
}

/** @param {number[]} values */
export function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * The sample standard deviation, with n - 1.
 * @param {number[]} values
 */
export function standardDeviation(values) {
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
}

/** @param {number} move */
const upward = (move) => Math.max(move, 0);

/** @param {number} move */
const downward = (move) => Math.max(-move, 0);

/**
 * @param {number[]} values
 * @param {number} index
 */
const valueAt = (values, index) => /** @type {number} */ (values[index]);
