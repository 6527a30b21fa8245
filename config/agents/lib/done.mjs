import { commitsSince } from "./history.mjs";
import { isJournalEntry, JOURNAL, readJournalEntry } from "./journal.mjs";
import { oneLine } from "./markdown.mjs";
import { counted } from "./numbers.mjs";

/**
 * @typedef {import("./workspace.mjs").Workspace} Workspace
 */

/**
 * The journal entries that came into the repository after a commit, oldest first.
 * @param {Workspace} workspace
 * @param {import("./history.mjs").Commit[]} commits
 */
export function sessionsIn(workspace, commits) {
  const paths = commits.flatMap((commit) => commit.changes.filter((one) => one.isNew).map((one) => one.path));
  const entries = [...new Set(paths)].filter((path) => isJournalEntry(path) && workspace.has(path)).sort();
  const files = workspace.readAll(
    JOURNAL,
    entries.map((path) => path.slice(JOURNAL.length + 1)),
  );
  return files.map(readJournalEntry);
}

/**
 * What was done and no plan has said yet: finished queue entries and tasks, and each other agent's sessions.
 * @param {Workspace} workspace
 * @param {Pick<import("./desk.mjs").Desk, "completed" | "tasks"> & { plans: string, since: string | undefined, agent: string }} known
 */
export function doneSince(workspace, { completed, tasks, plans, since, agent }) {
  const finished = tasks.filter((task) => task.state === "done").map((task) => `Task: **${oneLine(task.title)}**`);
  const queue = completed.map(({ title, isGivenUp }) => `Queue${isGivenUp ? ", given up" : ""}: **${oneLine(title)}**`);
  const news = [...queue, ...finished];
  const sessions = sessionsIn(workspace, commitsSince(workspace, since)).filter((entry) => entry.agent !== agent);
  const agents = [...new Set(sessions.map((entry) => entry.agent))].sort();
  return [
    ...news.filter((line) => !plans.includes(`- ${line}\n`)),
    ...agents.map((name) =>
      summary(
        name,
        sessions.filter((entry) => entry.agent === name),
      ),
    ),
  ];
}

/**
 * @param {string} agent
 * @param {import("./journal.mjs").Entry[]} sessions
 */
function summary(agent, sessions) {
  const last = sessions.at(-1);
  return `${oneLine(agent)}: ${counted(sessions.length, "session")}, the last on ${last?.day} at ${last?.time}: ${last?.line}`;
}
