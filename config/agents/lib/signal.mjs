import { rsi, sma } from "./indicators.mjs";

export const RULE =
  "**long** when SMA20 is above SMA50, the close is above SMA20 and RSI14 is below 70; " +
  "**short** when SMA20 is below SMA50, the close is below SMA20 and RSI14 is above 30; otherwise **flat**.";

const LONGEST = 50;

/**
 * The position the rule takes on the last close, and why.
 * @param {number[]} closes
 * @returns {{ position: "long" | "short" | "flat", why: string }}
 */
export function signalOf(closes) {
  const [fast, slow, strength] = [sma(closes, 20), sma(closes, LONGEST), rsi(closes)];
  const close = closes.at(-1);
  if (close === undefined || fast === undefined || slow === undefined || strength === undefined) {
    return { position: "flat", why: `${closes.length} closes are too few for a ${LONGEST}-day average` };
  }
  if (fast > slow && close > fast) return trend("long", strength);
  if (fast < slow && close < fast) return trend("short", strength);
  return { position: "flat", why: undecided(fast, slow) };
}

/**
 * The date since which the rule has held its present position.
 * @param {import("./prices.mjs").Bar[]} bars
 */
export function heldSince(bars) {
  const closes = bars.map((bar) => bar.close);
  const { position } = signalOf(closes);
  let first = bars.length;
  while (first > LONGEST && signalOf(closes.slice(0, first - 1)).position === position) first -= 1;
  return bars[first - 1]?.date ?? "";
}

/**
 * @param {"long" | "short"} position
 * @param {number} strength
 * @returns {{ position: "long" | "short" | "flat", why: string }}
 */
function trend(position, strength) {
  const trendWords = position === "long" ? "the trend is up" : "the trend is down";
  if (position === "long" && strength >= 70)
    return { position: "flat", why: `${trendWords}, but RSI14 says overbought` };
  if (position === "short" && strength <= 30)
    return { position: "flat", why: `${trendWords}, but RSI14 says oversold` };
  return { position, why: `${trendWords} and not overstretched` };
}

/**
 * @param {number} fast
 * @param {number} slow
 */
function undecided(fast, slow) {
  if (fast === slow) return "the averages agree, so there is no trend";
  return fast > slow
    ? "the averages rise, but the close fell below SMA20"
    : "the averages fall, but the close stands at or above SMA20";
}
