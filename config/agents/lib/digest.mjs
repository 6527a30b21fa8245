import { day, stamp } from "./calendar.mjs";
import { coveredUpTo } from "./history.mjs";
import { brief, bullets, document, headlineOf, table, titleOf } from "./markdown.mjs";
import { counted, listed, whole } from "./numbers.mjs";

/**
 * @typedef {import("./history.mjs").Commit} Commit
 * @typedef {import("./journal.mjs").Entry} Session
 * @typedef {{ at: number, commit: string, since: string | undefined, commits: Commit[], sessions: Session[],
 *   reports: { path: string, text: string }[] }} News  `since` is the last digest's name
 */

export const DIGESTS = "digests";

/** Of every kind, the newest so many are listed; all are counted. */
const LISTED = 20;

/**
 * @param {News} news
 * @returns {{ text: string, headline: string }}
 */
export function digest(news) {
  const { at, commit, commits, sessions, reports } = news;
  const headline = headlineFor(news);
  const newest = { sessions: sessions.slice(-LISTED), reports: reports.slice(-LISTED) };
  const text = document(
    `# Digest of ${stamp(at)}`,
    `**${headline}**`,
    "## Sessions",
    sessionTable(newest.sessions),
    more(sessions.length, "session"),
    "## New reports",
    bullets(newest.reports.map(reportLine), "No new report."),
    more(reports.length, "report"),
    "## By author",
    table("lrrrr", ["Author", "Commits", "Files", "Lines added", "Lines removed"], byAuthor(commits)),
    "## By day",
    table("lrrl", ["Day", "Commits", "Files", "Authors"], byDay(commits)),
    "## Commits",
    bullets(commits.slice(0, LISTED).map(commitLine)),
    more(commits.length, "commit"),
    coveredUpTo.write(commit),
  );
  return { text, headline };
}

/** @param {News} news */
function headlineFor({ since, commits, sessions, reports }) {
  const start = since ? `Since the digest of ${since}` : "So far";
  const authors = new Set(commits.map((commit) => commit.author)).size;
  const work = `${counted(commits.length, "commit")} by ${counted(authors, "author")} touched ${counted(filesIn(commits), "file")}`;
  return `${start}, ${work}; ${counted(sessions.length, "session")}${fates(sessions)}, ${counted(reports.length, "new report")}.`;
}

/** @param {Session[]} sessions */
function fates(sessions) {
  const groups = [...grouped(sessions, (session) => session.outcome || "with no outcome named")];
  const counts = groups.map(([fate, of]) => `${of.length} ${fate}`);
  return counts.length === 0 ? "" : ` (${listed(counts)})`;
}

/** @param {Session[]} sessions */
function sessionTable(sessions) {
  if (sessions.length === 0) return "No session left a journal entry.";
  return table("lll", ["When", "Agent", "How it ended"], sessions.map(sessionRow));
}

/**
 * @param {number} count
 * @param {string} noun
 */
function more(count, noun) {
  return count > LISTED ? `And ${counted(count - LISTED, `earlier ${noun}`)}.` : undefined;
}

/** @param {Session} session */
function sessionRow({ path, day: date, time, agent, line }) {
  return [`[${date} ${time}](../${encodeURI(path)})`, agent, line];
}

/** @param {{ path: string, text: string }} report */
function reportLine({ path, text }) {
  return `[${brief(titleOf(text) ?? path)}](../${encodeURI(path)}): ${brief(headlineOf(text), 240)}`;
}

/** @param {Commit[]} commits */
function byAuthor(commits) {
  const rows = [...grouped(commits, (commit) => commit.author)].sort(([, a], [, b]) => b.length - a.length);
  return rows.map(([author, of]) => {
    const changes = of.flatMap((commit) => commit.changes);
    const lines = [sum(changes.map((one) => one.added)), sum(changes.map((one) => one.removed))];
    return [author, of.length, filesIn(of), ...lines.map(whole)];
  });
}

/** @param {Commit[]} commits */
function byDay(commits) {
  const rows = [...grouped(commits, (commit) => day(commit.at))].sort(([a], [b]) => (a < b ? 1 : -1));
  return rows.map(([date, of]) => [
    date,
    of.length,
    filesIn(of),
    listed([...grouped(of, (one) => one.author).keys()].sort()),
  ]);
}

/** @param {Commit} commit */
function commitLine({ id, author, subject, changes }) {
  return `\`${id.slice(0, 8)}\` ${brief(subject, 100)} (${brief(author, 40)}, ${counted(changes.length, "file")})`;
}

/** @param {Commit[]} commits */
function filesIn(commits) {
  return new Set(commits.flatMap((commit) => commit.changes.map((change) => change.path))).size;
}

/**
 * @template T
 * @param {T[]} list
 * @param {(element: T) => string} key
 * @returns {Map<string, T[]>}
 */
function grouped(list, key) {
  const groups = new Map();
  for (const element of list) groups.set(key(element), [...(groups.get(key(element)) ?? []), element]);
  return groups;
}

/** @param {number[]} values */
const sum = (values) => values.reduce((total, value) => total + value, 0);
