import { constants } from "node:fs";
import { lstat, mkdir, open, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Collected, CommitMessage } from "../../contracts/host.ts";
import { commitIndex, type Who } from "./commit.ts";
import { Git } from "./git.ts";
import { stage } from "./stage.ts";

export interface Collecting {
  readonly hub: string;
  readonly config: string;
  /** The session's folder: its clone, and a scratch folder beside it. */
  readonly folder: string;
  /** Paths that are not work. */
  readonly exclude: readonly string[];
  readonly who: Who;
}

/**
 * Brings what a clone holds into the hub, without ever running git in a repository an agent could write to: its objects
 * are borrowed by a repository of ours, its files are hashed one by one.
 */
export async function collect(from: Collecting, base: string, message: CommitMessage): Promise<Collected> {
  const scratch = join(from.folder, "scratch");
  await rm(scratch, { recursive: true, force: true });
  await mkdir(scratch, { recursive: true, mode: 0o700 });
  const tip = await importCommits(from, base).catch(() => base);
  const work = await snapshot(from, { base, tip }, message);
  return { ...(work !== base && { work }), kept: [], unkept: [] };
}

/** The agent's own commits, checked object by object; `base` when it made none, or none that build on it. */
async function importCommits({ hub, config, folder }: Collecting, base: string): Promise<string> {
  const head = await headOf(join(folder, "clone", ".git"));
  if (!head || head === base) return base;
  const carrier = join(folder, "scratch", "carrier.git");
  await mkdir(carrier, { recursive: true });
  const git = new Git({ gitDir: carrier, config });
  await git.run(["init", "--bare", "--quiet"]);
  const borrowed = [join(folder, "clone", ".git", "objects"), join(hub, "objects")];
  await writeFile(join(carrier, "objects", "info", "alternates"), `${borrowed.join("\n")}\n`);
  await git.run(["update-ref", "refs/heads/work", head]);
  const target = new Git({ gitDir: hub, config });
  const ref = `refs/midwatch/import/${head}`;
  await target.run(["fetch", "--no-tags", "--no-write-fetch-head", "--", carrier, `refs/heads/work:${ref}`]);
  return (await target.asks(["merge-base", "--is-ancestor", base, head])) ? head : base;
}

const LARGEST_REFS = 16 * 1024 * 1024;
const COMMIT = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;
const BRANCH = /^ref: (?<ref>refs\/heads\/[^\s~^:?*[\\]+)$/;

/** What HEAD points to, read as text: git would follow whatever else the agent has put there. */
async function headOf(gitDir: string): Promise<string | undefined> {
  // Moved elsewhere, or replaced by a link or a pointer: whatever it names is not what we have made.
  for (const folder of [gitDir, join(gitDir, "objects"), join(gitDir, "refs")])
    if (!(await isFolder(folder))) return undefined;
  const head = await textOf(join(gitDir, "HEAD"));
  const ref = BRANCH.exec(head)?.groups?.ref;
  if (!ref || ref.includes("..")) return COMMIT.test(head) ? head : undefined;
  const loose = await textOf(join(gitDir, ref));
  if (COMMIT.test(loose)) return loose;
  const packed = (await textOf(join(gitDir, "packed-refs"))).split("\n").find((line) => line.endsWith(` ${ref}`));
  return packed?.split(" ")[0];
}

const isFolder = (path: string) =>
  lstat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );

/** A plain file's text; nothing for a link, a pipe that nobody ever writes to, or something endless. */
async function textOf(path: string): Promise<string> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    () => undefined,
  );
  if (!file) return "";
  try {
    const stats = await file.stat();
    return stats.isFile() && stats.size <= LARGEST_REFS ? (await file.readFile("utf8")).trim() : "";
  } finally {
    await file.close();
  }
}

/** Every file that is not ignored, as one commit on what the agent has committed itself. */
async function snapshot(
  { hub, config, folder, exclude, who }: Collecting,
  { base, tip }: { readonly base: string; readonly tip: string },
  message: CommitMessage,
): Promise<string> {
  const scratch = join(folder, "scratch");
  const workTree = join(folder, "clone");
  const git = new Git({ gitDir: hub, config, index: join(scratch, "index"), workTree });
  await git.run(["read-tree", tip]);
  const { refused } = await stage(
    { git, workTree, scratch, hub, config, exclude },
    await addedGitlinks(git, base, tip),
  );
  const left = refused.length > 0 ? `\n\nLeft out, for git refuses the name: ${refused.join(", ")}` : "";
  return commitIndex(git, tip, { message: { ...message, text: `${message.text}${left}` }, who });
}

/** Repositories the agent has committed as such: a link to a commit that nobody else has. */
async function addedGitlinks(git: Git, base: string, tip: string): Promise<string[]> {
  if (base === tip) return [];
  const before = await gitlinks(git, base);
  return (await gitlinks(git, tip)).filter((path) => !before.includes(path));
}

async function gitlinks(git: Git, commit: string): Promise<string[]> {
  const listed = (await git.bytes(["ls-tree", "-r", "-z", "--full-tree", commit])).toString("latin1");
  return listed.split("\0").flatMap((entry) => (entry.startsWith("160000 ") ? [entry.split("\t")[1] ?? ""] : []));
}
