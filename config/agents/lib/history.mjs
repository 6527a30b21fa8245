/**
 * @typedef {{ path: string, isNew: boolean, added: number, removed: number }} Change
 * @typedef {{ id: string, author: string, at: number, subject: string, changes: Change[] }} Commit
 */

const FORMAT = "%x1e%H%x1f%an%x1f%ct%x1f%s";
const COVERED = /up to commit `([0-9a-f]{7,40})`/;

/**
 * The commits after `since`, newest first, without merges; all of them when there is no such commit.
 * @param {import("./workspace.mjs").Workspace} workspace
 * @param {string | undefined} since
 * @returns {Commit[]}
 */
export function commitsSince(workspace, since) {
  const range = since && isKnown(workspace, since) ? `${since}..HEAD` : "HEAD";
  const log = ["log", range, "--no-merges", "--no-renames", "--raw", "--numstat", `--format=${FORMAT}`];
  return workspace.git(log).split("\x1e").slice(1).map(readCommit);
}

/**
 * The commit a session starts from.
 * @param {import("./workspace.mjs").Workspace} workspace
 */
export function head(workspace) {
  return workspace.git(["rev-parse", "--short=12", "HEAD"]).trim();
}

/**
 * Each path's last change below a folder, in epoch seconds.
 * @param {import("./workspace.mjs").Workspace} workspace
 * @param {string} folder
 * @returns {Map<string, number>}
 */
export function lastChanges(workspace, folder) {
  const log = workspace.git(["log", "--no-renames", "--name-only", "--format=%x1e%ct", "--", folder]);
  const commits = log
    .split("\x1e")
    .slice(1)
    .map((part) => part.trim().split(/\n+/));
  return new Map(commits.reverse().flatMap(([at, ...paths]) => paths.map((path) => [path, Number(at)])));
}

/** What a document says of the history it has taken in, so that the next one goes on from there. */
export const coveredUpTo = {
  /** @param {string} commit */
  write: (commit) => `_Covers the history up to commit \`${commit}\`._`,
  /** @param {string | undefined} text */
  read: (text) => text?.match(COVERED)?.[1],
};

/**
 * @param {import("./workspace.mjs").Workspace} workspace
 * @param {string} commit
 */
function isKnown(workspace, commit) {
  try {
    workspace.git(["cat-file", "-e", `${commit}^{commit}`]);
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {string} text
 * @returns {Commit}
 */
function readCommit(text) {
  const [head = "", ...lines] = text.split("\n");
  const [id = "", author = "", at = "0", subject = ""] = head.split("\x1f");
  const created = new Set(lines.flatMap((line) => line.match(/^:\S+ \S+ \S+ \S+ A\t(.+)$/)?.[1] ?? []));
  const changes = lines.flatMap((line) => {
    const [, added, removed, path = ""] = line.match(/^(\d+|-)\t(\d+|-)\t(.+)$/) ?? [];
    return path ? [{ path, isNew: created.has(path), added: Number(added) || 0, removed: Number(removed) || 0 }] : [];
  });
  return { id, author, at: Number(at) * 1000, subject, changes };
}
