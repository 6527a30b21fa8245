import type { Stats } from "node:fs";
import { copyFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import { addConverted, convertedAmong } from "./converted.ts";
import { bytesOf, folderFor, RealFolders, statsOf } from "./files.ts";
import { Git } from "./git.ts";
import { knownPointers, lfsAmong } from "./lfs.ts";

/** A work tree that an agent has written to, and what of ours is used to read it. */
export interface Staging {
  /** On the hub, with an index of its own. */
  readonly git: Git;
  readonly workTree: string;
  readonly scratch: string;
  readonly hub: string;
  readonly config: string;
  /** Paths that are not work: they were brought in. */
  readonly exclude: readonly string[];
  /** Folders that are other work trees, and what cannot be read: what they are is not told from here. */
  readonly leave: readonly string[];
  /** Paths that an index of the agent's says are not checked out: a missing file among them is no change. */
  readonly skipped?: ReadonlySet<string>;
  /** Files are kept in LFS: the commit whose pointers are known. */
  readonly lfs?: string | undefined;
}

/** Paths that were changed, added or removed; and those that had to be left out. */
interface Staged {
  readonly paths: readonly string[];
  readonly refused: readonly string[];
}

interface StagedPath {
  /** Names are bytes: here each as one character, as git lists them. */
  readonly path: string;
  readonly stats: Stats | undefined;
}

const GONE = `0 ${"0".repeat(40)}`;
/** Names that git refuses to have in an index, whatever the file system makes of case, dots and colons. */
const REFUSED = /(?:^|[/\\])(?:\.git|git~1)[ .]*(?:$|[/\\:])/i;
/** Characters that would end a line of stdin too early. */
const LINE_END = /[\n\r]/;

/**
 * Brings the index in line with the files: what was changed, added or removed; of filters only what git does itself, no
 * links followed. A repository in the work tree is files like any other.
 */
export async function stage(staging: Staging, added: readonly string[]): Promise<Staged> {
  const { git, workTree, leave } = staging;
  const [changed, untracked] = await Promise.all([
    listFiles(git, ["--modified", "--deleted"]),
    others(staging, "", added),
  ]);
  const paths = [...new Set([...changed, ...untracked])].filter((path) => !isBelow(path, leave));
  const real = new RealFolders(workTree);
  const found: StagedPath[] = [];
  for (const path of paths) {
    const stats = REFUSED.test(path) ? undefined : await statsOf(real, path);
    if (!REFUSED.test(path) && (stats || !isSkipped(path, staging.skipped))) found.push({ path, stats });
  }
  const gone = [...added, ...found.filter(({ stats }) => !stats).map(({ path }) => path)];
  await putLines(
    git,
    gone.map((path) => `${GONE}\t${path}`),
  );
  const raw = await besidesConverted(staging, found);
  const lines = [...(await fileLines(staging, raw)), ...(await linkLines(staging, raw))];
  await putLines(git, lines);
  const skipped = lines.length > 0 ? await skippedOf(git, lines) : [];
  return { paths, refused: [...paths.filter((path) => REFUSED.test(path)), ...skipped] };
}

async function putLines(git: Git, lines: readonly string[]): Promise<void> {
  const input = Buffer.from(lines.map((line) => `${line}\0`).join(""), "latin1");
  if (lines.length > 0) await git.run(["update-index", "-z", "--index-info"], { input });
}

/**
 * Stages files that git has converted in a commit, and returns all others: these go into the index as they are, files
 * that cannot be converted among them.
 */
async function besidesConverted(staging: Staging, found: readonly StagedPath[]): Promise<readonly StagedPath[]> {
  const { git, lfs } = staging;
  const files = found.filter(({ stats }) => stats?.isFile()).map(({ path }) => path);
  const inLfs = new Set(lfs === undefined ? [] : await lfsAmong(git, files, "work-tree"));
  const candidates = (await convertedAmong(git, files)).filter((path) => !inLfs.has(path));
  if (candidates.length === 0) return found;
  // What was committed as it stands on the disk, whatever the attributes say, and was not touched, is no change.
  const before = new Set((await listFiles(git, ["--stage"])).map((entry) => entry.slice(entry.indexOf(" ") + 1)));
  const blobs = await hashFiles(staging, candidates);
  const converted = candidates.filter((path) => !before.has(`${blobs.get(path)} 0\t${path}`));
  const left = new Set(await addConverted(git, converted));
  const done = new Set(converted.filter((path) => !left.has(path)));
  return found.filter(({ path }) => !done.has(path));
}

/** Git says nothing of a name that it does not take, and ends well. */
async function skippedOf(git: Git, lines: readonly string[]): Promise<readonly string[]> {
  const taken = new Set((await listFiles(git, ["--stage"])).map((entry) => entry.replace(" 0\t", "\t")));
  return lines.filter((line) => !taken.has(line)).map((line) => line.slice(line.indexOf("\t") + 1));
}

/** Itself, or a folder that it stands in. */
const isSkipped = (path: string, skipped: ReadonlySet<string> = new Set()) =>
  skipped.size > 0 &&
  (skipped.has(path) || path.split("/").some((_, at, names) => skipped.has(`${names.slice(0, at).join("/")}/`)));

const isBelow = (path: string, folders: readonly string[]) =>
  folders.some((folder) => path === folder || path.startsWith(`${folder}/`));

const listFiles = async (git: Git, options: readonly string[]) =>
  (await git.bytes(["ls-files", "-z", ...options])).toString("latin1").split("\0").filter(Boolean);

/** Untracked files, those of nested repositories included; git never runs in one, it only lists the folder's files. */
async function others(staging: Staging, folder: string, added: readonly string[] = []): Promise<string[]> {
  const { hub, config, scratch, workTree, exclude, leave } = staging;
  const place = await folderFor(scratch, bytesOf(workTree, folder));
  const index = join(scratch, "nothing");
  const git = folder === "" ? staging.git : new Git({ gitDir: hub, config, workTree: place, index });
  const excluded = folder === "" ? exclude.map((path) => `--exclude=/${path}`) : [];
  const listed = (await listFiles(git, ["--others", "--exclude-standard", ...excluded])).map(
    (path) => `${folder}${path}`,
  );
  const nested = [...listed.filter((path) => path.endsWith("/")), ...added.map((path) => `${path}/`)];
  const within = await Promise.all(
    nested.filter((path) => path !== folder && !isBelow(path, leave)).map((path) => others(staging, path)),
  );
  return [...listed.filter((path) => !path.endsWith("/")), ...within.flat()];
}

async function fileLines(staging: Staging, found: readonly StagedPath[]): Promise<string[]> {
  const files = found.filter(({ stats }) => stats?.isFile());
  const paths = files.map(({ path }) => path);
  const pointers = await pointersFor(staging, paths);
  const blobs = await hashFiles(
    staging,
    paths.filter((path) => !pointers.has(path)),
  );
  return files.map(({ path, stats }) => `${modeOf(stats)} ${pointers.get(path) ?? blobs.get(path)}\t${path}`);
}

async function pointersFor(staging: Staging, paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { git, lfs } = staging;
  return lfs === undefined ? new Map() : knownPointers(staging, await lfsAmong(git, paths, "work-tree"), lfs);
}

const modeOf = (stats: Stats | undefined) => (stats && (stats.mode & 0o100) !== 0 ? "100755" : "100644");

/** As they are on the disk. A name that cannot be told in a line goes by a copy. */
async function hashFiles({ git, workTree, scratch }: Staging, paths: readonly string[]): Promise<Map<string, string>> {
  const told: Buffer[] = [];
  for (const [at, path] of paths.entries()) {
    const copy = join(scratch, `odd-${at}`);
    if (LINE_END.test(path)) await copyFile(bytesOf(workTree, path), copy);
    told.push(LINE_END.test(path) ? Buffer.from(copy) : bytesOf(workTree, path), Buffer.from("\n"));
  }
  if (paths.length === 0) return new Map();
  const printed = await git.line(["hash-object", "-w", "--no-filters", "--stdin-paths"], {
    input: Buffer.concat(told),
  });
  const blobs = printed.split("\n");
  return new Map(paths.map((path, at) => [path, blobs[at] ?? ""]));
}

async function linkLines({ git, workTree }: Staging, found: readonly StagedPath[]): Promise<string[]> {
  const lines: string[] = [];
  for (const { path } of found.filter(({ stats }) => stats?.isSymbolicLink())) {
    const input = await readlink(bytesOf(workTree, path), "buffer");
    lines.push(`120000 ${await git.line(["hash-object", "-w", "--stdin"], { input })}\t${path}`);
  }
  return lines;
}
