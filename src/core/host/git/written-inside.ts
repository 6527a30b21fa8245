import { join } from "node:path";
import { bytesOf } from "./files.ts";
import { Git } from "./git.ts";
import { besides, ignoredAmong, notKept } from "./ignored.ts";
import { notesOf } from "./index-file.ts";
import type { Inner } from "./inner-repositories.ts";
import { RepositoryFiles } from "./repository-files.ts";
import type { Snapshot } from "./snapshot.ts";
import type { TreeNotes } from "./tree-walk.ts";

/** What one look has found in a folder, from that folder: not in repositories within it, nor in its own .git. */
export function notesIn(folder: string, { written, unread, inner }: TreeNotes): Pick<TreeNotes, "written" | "unread"> {
  const from = folder === "" ? "" : `${folder}/`;
  const within = below(from, new Map(inner.map(({ path }) => [path, true])));
  const places = [...within.keys(), ".git"];
  return { written: besides(below(from, written), [], places), unread: below(from, unread) };
}

const below = <T>(from: string, paths: ReadonlyMap<string, T>): ReadonlyMap<string, T> =>
  new Map([...paths].flatMap(([path, of]) => (path.startsWith(from) ? [[path.slice(from.length), of] as const] : [])));

/** The work tree that repositories stand in, and where an index of ours may stand. */
interface Around {
  readonly clone: string;
  readonly scratch: string;
  readonly notes: TreeNotes;
  readonly snapshot: Snapshot;
}

/**
 * Files in repositories within a clone that are neither part of the clone's own nor in one of their own commits: a
 * sentence each. Those whose files were made a commit of are left out, and so is what stands in `leave`.
 */
export async function writtenInside(
  { clone, scratch, notes, snapshot }: Around,
  inner: readonly Inner[],
  leave: readonly string[],
): Promise<readonly string[]> {
  const plain = notes.inner.map(({ path }) => path).filter((path) => !leave.includes(path));
  const tracked = plain.length === 0 ? [] : await trackedIn(snapshot.git);
  const said: string[] = [];
  for (const path of plain) {
    const { written } = notesIn(path, notes);
    if (tracked.some((file) => file.startsWith(`${path}/`))) {
      const workTree = bytesOf(clone, path).toString();
      const git = new Git({ ...snapshot.git.place, workTree, index: join(scratch, "nothing") });
      const part = snapshot.paths.flatMap((file) => (file.startsWith(`${path}/`) ? [file.slice(path.length + 1)] : []));
      said.push(...(await ignoredAmong(git, besides(written, part, []), { inClone: path })));
    } else {
      const gitDir = inner.find((one) => one.isInClone && one.path === path)?.gitDir;
      said.push(...notKept(path, await uncommitted(snapshot.git, { clone, path, gitDir }, written)));
    }
  }
  return said;
}

const trackedIn = async (git: Git) => (await git.bytes(["ls-files", "-z"])).toString("latin1").split("\0");

/** Those that are not as the repository's own index has them. */
async function uncommitted(
  git: Git,
  { clone, path, gitDir }: { readonly clone: string; readonly path: string; readonly gitDir: string | undefined },
  written: ReadonlyMap<string, number>,
): Promise<ReadonlyMap<string, number>> {
  const index = gitDir === undefined ? undefined : new RepositoryFiles(gitDir).bytes("index");
  const staged = new Map((index && notesOf(index)?.staged)?.map((file) => [file.path, file.id]));
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
