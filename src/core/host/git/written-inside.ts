import { join } from "node:path";
import { bytesOf, folderFor } from "./files.ts";
import { Git } from "./git.ts";
import { besides, ignoredAmong, notKept } from "./ignored.ts";
import { notesOf } from "./index-file.ts";
import type { Inner } from "./inner-repositories.ts";
import { RepositoryFiles } from "./repository-files.ts";
import type { Snapshot } from "./snapshot.ts";
import type { TreeNotes } from "./tree-walk.ts";

/** Notes of one look on a folder, by paths from it: without repositories within it, and without its own .git. */
export function notesIn(folder: string, { written, unread, inner }: TreeNotes): Pick<TreeNotes, "written" | "unread"> {
  const from = folder === "" ? "" : `${folder}/`;
  const within = below(from, new Map(inner.map(({ path }) => [path, true])));
  const places = [...within.keys(), ".git"];
  return { written: besides(below(from, written), [], places), unread: below(from, unread) };
}

const below = <T>(from: string, paths: ReadonlyMap<string, T>): ReadonlyMap<string, T> =>
  new Map([...paths].flatMap(([path, of]) => (path.startsWith(from) ? [[path.slice(from.length), of] as const] : [])));

/** A work tree whose files were made a commit of, and where it stands in the clone: "" for the clone itself. */
export interface Taken {
  readonly at: string;
  readonly snapshot: Snapshot;
}

/** The work trees that repositories stand in, and where an index of ours may stand. */
interface Around {
  readonly clone: string;
  readonly scratch: string;
  readonly notes: TreeNotes;
  readonly taken: readonly Taken[];
}

/**
 * Files in repositories within a clone that are neither part of what they stand in nor in one of their own commits: a
 * sentence each.
 */
export async function writtenInside(around: Around, inner: readonly Inner[]): Promise<readonly string[]> {
  const { notes, taken } = around;
  const said: string[] = [];
  for (const { path } of notes.inner.filter((each) => !taken.some(({ at }) => at === each.path))) {
    const holder = taken.filter(({ at }) => isIn(path, at)).toSorted((a, b) => b.at.length - a.at.length)[0];
    if (holder) said.push(...(await lostIn(around, { path, holder }, inner)));
  }
  return said;
}

const isIn = (path: string, folder: string) => folder === "" || path.startsWith(`${folder}/`);

async function lostIn(
  { clone, scratch, notes }: Around,
  { path, holder }: { readonly path: string; readonly holder: Taken },
  inner: readonly Inner[],
): Promise<readonly string[]> {
  const { git, paths } = holder.snapshot;
  const { written } = notesIn(path, notes);
  const from = `${holder.at === "" ? path : path.slice(holder.at.length + 1)}/`;
  const tracked = (await git.bytes(["ls-files", "-z"])).toString("latin1").split("\0");
  if (tracked.some((file) => file.startsWith(from))) {
    const workTree = await folderFor(scratch, bytesOf(clone, path));
    const part = paths.flatMap((file) => (file.startsWith(from) ? [file.slice(from.length)] : []));
    const within = new Git({ ...git.place, workTree, index: join(scratch, "nothing") });
    return ignoredAmong(within, besides(written, part, []), { inClone: path });
  }
  const gitDir = inner.find((one) => one.isInClone && one.path === path)?.gitDir;
  return notKept(path, await uncommitted(git, { clone, path, gitDir }, written));
}

/** Those that are not as the repository's own index has them. */
async function uncommitted(
  git: Git,
  { clone, path, gitDir }: { readonly clone: string; readonly path: string; readonly gitDir: string | undefined },
  written: ReadonlyMap<string, number>,
): Promise<ReadonlyMap<string, number>> {
  const index = gitDir === undefined ? undefined : notesOf(new RepositoryFiles(gitDir), "index");
  const staged = new Map(index?.staged.map((file) => [file.path, file.id]));
  const asked = [...written.keys()].filter((file) => staged.has(file) && !/[\n\r]/.test(file));
  if (asked.length === 0) return written;
  const input = Buffer.concat(asked.flatMap((file) => [bytesOf(clone, `${path}/${file}`), Buffer.from("\n")]));
  const ids = (await git.line(["hash-object", "--no-filters", "--stdin-paths"], { input })).split("\n");
  return besides(
    written,
    asked.filter((file, at) => staged.get(file) === ids[at]),
    [],
  );
}
