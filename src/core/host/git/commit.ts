import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CommitIdentity } from "../../contracts/agent.ts";
import type { FileEdit } from "../../contracts/work.ts";
import type { CommitMessage } from "../../contracts/workspace.ts";
import { Git } from "./git.ts";

interface CommitPlace {
  readonly hub: string;
  readonly config: string;
  readonly who: Who;
}

/** Author of an agent's commits. */
export type Who = (agent: string) => CommitIdentity;

/** An address without an owner: no person is written to by mistake. */
export const ownName: Who = (agent) => ({ name: agent, email: `${agent}@midwatch.invalid` });

const PLAIN_FILE_MODE = "100644";

/** Environment that sets a commit's author and time: the same facts give the same commit. */
export function identity({ author, at }: CommitMessage, who: Who): Record<string, string> {
  const { name, email } = who(author);
  const date = `@${Math.floor(at / 1000)} +0000`;
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
    GIT_COMMITTER_DATE: date,
  };
}

/** A commit on `parent` with those files changed, made in an index of its own; `parent` when nothing would change. */
export async function commitEdits(
  place: CommitPlace,
  parent: string,
  { edits, message }: { edits: readonly FileEdit[]; message: CommitMessage },
): Promise<string> {
  // A program that is given nothing on its stdin waits for it.
  if (edits.length === 0) return parent;
  const scratch = await mkdtemp(join(tmpdir(), "midwatch-"));
  try {
    const git = new Git({ gitDir: place.hub, config: place.config, index: join(scratch, "index") });
    await refuseReplacing(git, parent, edits);
    const [blobs] = await Promise.all([blobsOf(git, edits, scratch), git.run(["read-tree", parent])]);
    const lines = edits.map(({ path }, at) => `${PLAIN_FILE_MODE} ${blobs[at]}\t${path}\0`);
    await git.run(["update-index", "-z", "--index-info"], { input: lines.join("") });
    return await commitIndex(git, parent, { message, who: place.who });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Git would put a file in the place of a whole folder, and a folder in that of a file, without a word. */
async function refuseReplacing(git: Git, parent: string, edits: readonly FileEdit[]): Promise<void> {
  const files = edits.map(({ path }) => path);
  const above = new Set(files.flatMap((path) => foldersAbove(path)));
  const listed = await git.run(["ls-tree", "-z", parent, "--", ...files, ...above]);
  for (const { type, path } of entriesIn(listed)) {
    if (files.includes(path) && type !== "blob") throw new Error(`${path} is a folder there, and no file`);
    if (above.has(path) && type !== "tree") throw new Error(`${path} is a file there, and no folder`);
  }
}

const foldersAbove = (path: string): string[] =>
  path
    .split("/")
    .slice(1)
    .map((_, depth) =>
      path
        .split("/")
        .slice(0, depth + 1)
        .join("/"),
    );

const entriesIn = (listed: string) =>
  listed
    .split("\0")
    .filter(Boolean)
    .map((line) => {
      const [facts = "", path = ""] = line.split("\t");
      return { type: facts.split(" ")[1], path };
    });

/** All in one go: files that are written side by side are hashed by one process. */
async function blobsOf(git: Git, edits: readonly FileEdit[], scratch: string): Promise<readonly string[]> {
  const files = edits.map((_, at) => join(scratch, `edit-${at}`));
  await Promise.all(edits.map(({ content }, at) => writeFile(files[at] ?? "", content)));
  const input = files.map((file) => `${file}\n`).join("");
  return (await git.line(["hash-object", "-w", "--no-filters", "--stdin-paths"], { input })).split("\n");
}

/** Commit of the index on `parent`; `parent` itself when its files are the same. */
export async function commitIndex(
  git: Git,
  parent: string,
  { message, who }: { readonly message: CommitMessage; readonly who: Who },
): Promise<string> {
  const [tree, before] = await Promise.all([git.line(["write-tree"]), git.line(["rev-parse", `${parent}^{tree}`])]);
  if (tree === before) return parent;
  return commitTree(git, tree, { parents: [parent], text: message.text, env: identity(message, who) });
}

/** Parents, text and author of a commit. */
interface CommitInput {
  readonly parents: readonly string[];
  readonly text: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * A commit that is no older than its parents, by the date of its committer: git finds its way through a history by that,
 * and takes what has landed late for something that the branch does not have.
 */
export async function commitTree(git: Git, tree: string, { parents, text, env }: CommitInput): Promise<string> {
  const on = parents.flatMap((parent) => ["-p", parent]);
  const printed = await git.line(["log", "--no-walk", "--format=%ct", ...parents, "--"]);
  const committed = notBefore(env, printed.split("\n").map(Number));
  return git.line(["commit-tree", tree, ...on, "-m", text], { env: committed });
}

/**
 * Seconds that a parent may be ahead of a commit; one further ahead was made with a wrong clock, and later ones need
 * not follow it.
 */
const WRONG_CLOCK_S = 30 * 24 * 60 * 60;
const DATE = /^@(?<seconds>\d+) /;

function notBefore(env: CommitInput["env"], dates: readonly number[]): CommitInput["env"] {
  const own = Number(DATE.exec(env.GIT_COMMITTER_DATE ?? "")?.groups?.seconds ?? 0);
  const latest = Math.max(own, ...dates.filter((date) => date < own + WRONG_CLOCK_S));
  return { ...env, GIT_COMMITTER_DATE: `@${latest} +0000` };
}
