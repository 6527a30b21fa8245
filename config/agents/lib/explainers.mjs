import {
  changeOver,
  differences,
  maxDrawdown,
  mean,
  rsi,
  sma,
  standardDeviation,
  volatility,
  wilderAverages,
} from "./indicators.mjs";
import { document, slug, table } from "./markdown.mjs";
import { change, decimal, percent } from "./numbers.mjs";
import { notViable } from "./outcome.mjs";

/**
 * @typedef {import("./prices.mjs").Bar} Bar
 * @typedef {{ name: string, needs: number, question: string, work: (bars: Bar[]) => Worked }} Explainer
 * @typedef {{ answer: string, steps: string[] }} Worked  the result in a sentence, and how it comes about
 */

/** @type {Explainer[]} */
export const EXPLAINERS = [
  { name: "RSI14", needs: 15, question: "Are there more gains or more losses lately, and by how much?", work: workRsi },
  { name: "SMA20", needs: 21, question: "Where does the price stand without its daily noise?", work: workAverage },
  { name: "Volatility", needs: 21, question: "How wide do the days scatter?", work: workVolatility },
  { name: "Max drawdown", needs: 2, question: "How much would the worst buyer have lost?", work: workDrawdown },
];

/**
 * @param {Explainer} explainer
 * @param {string} symbol
 */
export const explainerPath = ({ name }, symbol) => `docs/explainers/${slug(`${name} ${symbol}`)}.md`;

/**
 * @param {Explainer} explainer
 * @param {string} symbol
 * @param {Bar[]} bars
 * @returns {{ text: string, headline: string }}
 */
export function explainerPage({ name, needs, question, work }, symbol, bars) {
  if (bars.length < needs) {
    throw notViable(`${symbol} has ${bars.length} closes, too few to work ${name} out: it needs ${needs}.`);
  }
  const { answer, steps } = work(bars);
  const headline = `At the close of ${bars.at(-1)?.date}, ${symbol} ${answer}.`;
  const title = `# ${name}, worked out with ${symbol}`;
  return {
    text: document(title, `**${headline}**`, `The question: ${question}`, "## Step by step", ...steps),
    headline,
  };
}

/** @type {Explainer["work"]} */
function workRsi(bars) {
  const closes = bars.map((bar) => bar.close);
  const { gain, loss } = wilderAverages(closes, 14);
  const before = wilderAverages(closes.slice(0, -1), 14);
  const move = Number(closes.at(-1)) - Number(closes.at(-2));
  const smoothing = (/** @type {number} */ old, /** @type {number} */ today) =>
    `(13 × ${decimal(old, 4)} + ${decimal(today, 4)}) / 14`;
  const steps = [
    `1. The last move is ${decimal(move)}: a gain of ${decimal(Math.max(move, 0))} and a loss of ${decimal(Math.max(-move, 0))}.`,
    closes.length > 15
      ? `2. Wilder keeps 13/14 of the old average: gains ${smoothing(before.gain, Math.max(move, 0))} = **${decimal(gain, 4)}**, ` +
        `losses ${smoothing(before.loss, Math.max(-move, 0))} = **${decimal(loss, 4)}**.`
      : `2. The first 14 moves are averaged plainly: gains **${decimal(gain, 4)}**, losses **${decimal(loss, 4)}**.`,
    loss === 0
      ? "3. There were no losses to divide by: a series that only rises is at 100, one that never moves at 50."
      : `3. RSI = 100 - 100 / (1 + ${decimal(gain, 4)} / ${decimal(loss, 4)}) = **${decimal(rsi(closes), 1)}**.`,
  ];
  return { answer: `has an RSI14 of ${decimal(rsi(closes), 1)}`, steps: [steps.join("\n")] };
}

/** @type {Explainer["work"]} */
function workAverage(bars) {
  const closes = bars.map((bar) => bar.close);
  const [average, yesterday] = [Number(sma(closes, 20)), sma(closes.slice(0, -1), 20)];
  const window = bars.slice(-20);
  const gap = Number(closes.at(-1)) / average - 1;
  const sum = decimal(average * 20);
  return {
    answer: `closed ${percent(Math.abs(gap))} ${gap < 0 ? "below" : "above"} its SMA20 of ${decimal(average)}`,
    steps: [
      table(
        "lr",
        ["Day", "Close"],
        window.map((bar) => [bar.date, decimal(bar.close)]),
      ),
      `The 20 closes add up to ${sum}; ${sum} / 20 = **${decimal(average)}**.`,
      `A day earlier it was ${decimal(yesterday)}: the close of ${window.at(-1)?.date} came in, the one of ${bars.at(-21)?.date} went out.`,
    ],
  };
}

/** @type {Explainer["work"]} */
function workVolatility(bars) {
  const window = bars.slice(-21);
  const logs = differences(window.map((bar) => Math.log(bar.close)));
  const daily = standardDeviation(logs);
  const yearly = percent(volatility(bars.map((bar) => bar.close)));
  const rows = logs.map((value, index) => [
    window[index + 1]?.date ?? "",
    decimal(window[index + 1]?.close),
    change(value, 2),
  ]);
  return {
    answer: `has a volatility of ${yearly} a year`,
    steps: [
      table("lrr", ["Day", "Close", "Log return"], rows),
      `The 20 returns have a mean of ${change(mean(logs), 2)} and a standard deviation of ${percent(daily, 3)} a day.`,
      `A year has 252 trading days: ${percent(daily, 3)} × √252 = **${yearly}**.`,
    ],
  };
}

/** @type {Explainer["work"]} */
function workDrawdown(bars) {
  const closes = bars.map((bar) => bar.close);
  const { depth, peak, trough } = maxDrawdown(closes);
  if (depth === 0)
    return {
      answer: "has never closed below an earlier peak",
      steps: ["Every close was at least as high as the one before."],
    };
  const [top, bottom] = [bars[peak], bars[trough]];
  const needed = Number(top?.close) / Number(bottom?.close) - 1;
  const since = changeOver(closes, closes.length - 1 - trough);
  return {
    answer: `has a maximum drawdown of ${percent(-depth)}`,
    steps: [
      table(
        "llr",
        ["", "Day", "Close"],
        [
          ["Peak", top?.date ?? "", decimal(top?.close)],
          ["Trough", bottom?.date ?? "", decimal(bottom?.close)],
        ],
      ),
      `${decimal(bottom?.close)} / ${decimal(top?.close)} - 1 = **${change(depth)}**.`,
      `From there it takes a rise of ${percent(needed)} to be back at the peak; since then the price has changed by ${change(since)}.`,
    ],
  };
}
