import { fileStamp } from "./lib/calendar.mjs";
import { lessonOf } from "./lib/lesson.mjs";
import { titleOf } from "./lib/markdown.mjs";
import { misdirected } from "./lib/outcome.mjs";
import { extent, readPrices } from "./lib/prices.mjs";
import { runSession } from "./lib/session.mjs";
import { signalReport } from "./lib/signal-report.mjs";
import { studyAskedFor, studyPath, studyReport } from "./lib/study.mjs";

/** @typedef {import("./lib/session.mjs").Session} Session */

const LEARNED = "lessons/learned";
const SIGNALS = "reports/signals";

runSession((session) => {
  if (session.item.source === "duty") return reportSignals(session);
  if (session.item.source === "work-queue") return study(session);
  throw misdirected(session.item, "The Trader only does its duty and the work queue");
});

/** @param {Session} session */
function reportSignals({ workspace, startedAt, say }) {
  const prices = readPrices(workspace);
  say(extent(prices));
  const last = workspace.list(SIGNALS).at(-1);
  const { text, headline } = signalReport(prices, startedAt, last && workspace.read(`${SIGNALS}/${last}`));
  workspace.write(`${SIGNALS}/${fileStamp(startedAt)}.md`, text);
  return headline;
}

/** @param {Session} session */
function study({ workspace, item, startedAt, say, learn }) {
  const prices = readPrices(workspace);
  const asked = studyAskedFor(item, prices);
  say(`Studying the ${asked.fast}/${asked.slow} crossover on ${asked.symbol}. ${extent(prices)}`);
  const { text, headline } = studyReport(asked, prices, startedAt);
  workspace.write(studyPath(asked), text);
  const lesson = lessonOf(prices);
  if (lesson && !isKnown(lesson, workspace)) learn(lesson);
  return headline;
}

/**
 * @param {import("./lib/lesson.mjs").Lesson} lesson
 * @param {Session["workspace"]} workspace
 */
function isKnown({ title }, workspace) {
  return workspace.readAll(LEARNED, workspace.list(LEARNED)).some(({ text }) => titleOf(text) === title);
}
