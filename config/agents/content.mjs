import { assignmentFor } from "./lib/assignments.mjs";
import { fileStamp } from "./lib/calendar.mjs";
import { DIGESTS, digest } from "./lib/digest.mjs";
import { sessionsIn } from "./lib/done.mjs";
import { commitsSince, coveredUpTo, head } from "./lib/history.mjs";
import { isJournalEntry, readJournalEntry } from "./lib/journal.mjs";
import { NO_HOLIDAYS } from "./lib/lesson.mjs";
import { titleOf } from "./lib/markdown.mjs";
import { counted } from "./lib/numbers.mjs";
import { misdirected } from "./lib/outcome.mjs";
import { readPrices } from "./lib/prices.mjs";
import { runSession } from "./lib/session.mjs";

/** @typedef {import("./lib/session.mjs").Session} Session */

const REPORTS = /^(reports\/.+|docs\/(?:reviews|explainers)\/.+|plans\/.+)\.md$/;

runSession((session) => {
  if (session.item.source === "duty") return writeDigest(session);
  if (session.item.source === "workspace-tasks") return writeAssignment(session);
  throw misdirected(session.item, "The Content agent only does its duty and the tasks");
});

/** @param {Session} session */
function writeDigest({ workspace, startedAt: at, agent, say }) {
  const last = workspace.list(DIGESTS).at(-1);
  const before = last && workspace.read(`${DIGESTS}/${last}`);
  const commits = commitsSince(workspace, coveredUpTo.read(before));
  const since = titleOf(before ?? "")?.replace("Digest of ", "");
  if (since && commits.every((commit) => isOwn(commit, agent)))
    return `Nothing has happened since the digest of ${since}, so there is no new one.`;
  const sessions = sessionsIn(workspace, commits);
  say(`Read ${counted(commits.length, "commit")} and ${counted(sessions.length, "journal entry", "journal entries")}.`);
  const reports = newReports(workspace, commits);
  const { text, headline } = digest({ at, commit: head(workspace), since, commits, sessions, reports });
  workspace.write(`${DIGESTS}/${fileStamp(at)}.md`, text);
  return headline;
}

/** @param {Session} session */
function writeAssignment({ workspace, item, say, knows }) {
  const prices = readPrices(workspace);
  const title = item.title.includes(":") ? item.title : (titleOf(item.body ?? "") ?? item.title);
  const assignment = assignmentFor(title.trim(), prices);
  say(`Writing ${assignment.path}.`);
  const { text, headline } = assignment.write(workspace.read(assignment.path), knows(NO_HOLIDAYS));
  workspace.write(assignment.path, text);
  return headline;
}

/**
 * What only keeps the books of this agent's own digests is no news.
 * @param {import("./lib/history.mjs").Commit} commit
 * @param {string} agent
 */
function isOwn({ changes }, agent) {
  const isMine = (/** @type {string} */ path) =>
    isJournalEntry(path) && readJournalEntry({ path, text: "" }).agent === agent;
  return changes.every(({ path }) => path.startsWith(`${DIGESTS}/`) || isMine(path));
}

/**
 * @param {Session["workspace"]} workspace
 * @param {import("./lib/history.mjs").Commit[]} commits
 */
function newReports(workspace, commits) {
  const paths = commits.flatMap((commit) => commit.changes.filter(({ isNew }) => isNew).map(({ path }) => path));
  const found = [...new Set(paths)].filter((path) => REPORTS.test(path) && workspace.has(path)).sort();
  return found.map((path) => ({ path, text: workspace.read(path) ?? "" }));
}
