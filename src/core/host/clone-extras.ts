import { cp, lstat, mkdir, rm, stat, symlink } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import type { TreeDefinition } from "../contracts/agent.ts";
import { MidwatchError } from "../errors.ts";

/** Folders that files are taken from, and the one that keeps files between sessions. */
export interface TreePlaces {
  readonly clone: string;
  /** Folder that copy and link take from. */
  readonly from: string;
  readonly kept: string;
}

/**
 * Brings files into a fresh clone that it needs and git does not have. A path that is declared and missing is an error.
 */
export async function prepareClone(tree: TreeDefinition, { clone, from, kept }: TreePlaces): Promise<void> {
  for (const path of tree.copy) await copy(await existing(from, path, "copy"), await reached(clone, path));
  for (const path of tree.link) await link(await existing(from, path, "link"), await reached(clone, path));
  for (const path of tree.keep)
    if (await isOwnPath(kept, path)) await copy(inside(kept, path), await reached(clone, path));
}

/** Takes files out of a clone that the agent's next session is to find again. */
export async function keep(tree: TreeDefinition, { clone, kept }: Pick<TreePlaces, "clone" | "kept">): Promise<void> {
  for (const path of tree.keep) {
    // By way of a link an agent would make us fetch for it what it cannot see, or write where it cannot.
    if (!(await isOwnPath(clone, path)) || (await linkOnTheWay(kept, path))) continue;
    await rm(inside(kept, path), { recursive: true, force: true });
    await copy(inside(clone, path), inside(kept, path));
  }
}

/** Paths that were brought into a clone: they are no agent's work, and are never committed. */
export const addedPaths = ({ copy, link, keep }: TreeDefinition): readonly string[] => [...copy, ...link, ...keep];

async function copy(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await cp(from, to, { recursive: true, verbatimSymlinks: true, filter: isCopied });
}

/** A pipe or a socket is nothing that could be copied. */
const isCopied = async (path: string) => {
  const stats = await lstat(path);
  return stats.isFile() || stats.isDirectory() || stats.isSymbolicLink();
};

async function link(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await symlink(from, to);
}

async function existing(folder: string, path: string, option: string): Promise<string> {
  const found = inside(folder, path);
  if (await isThere(found)) return found;
  throw new MidwatchError(`${option}: there is no ${path} in ${folder}`);
}

const isThere = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Inside a clone, and not by way of a link that an agent has committed: files brought in would land elsewhere. */
async function reached(clone: string, path: string): Promise<string> {
  const link = await linkOnTheWay(clone, path);
  if (link === undefined) return inside(clone, path);
  throw new MidwatchError(`${path} cannot be brought in: ${relative(clone, link)} is a link in the workspace`);
}

/** True when a path is in this tree itself, and not by way of a link. */
const isOwnPath = async (root: string, path: string) =>
  (await isThere(inside(root, path))) && (await linkOnTheWay(root, path)) === undefined;

async function linkOnTheWay(root: string, path: string): Promise<string | undefined> {
  for (let folder = dirname(inside(root, path)); folder !== root; folder = dirname(folder))
    if (await isLink(folder)) return folder;
  return undefined;
}

const isLink = (path: string) =>
  lstat(path).then(
    (stats) => stats.isSymbolicLink(),
    () => false,
  );

/** Never outside, whatever the path says. */
function inside(folder: string, path: string): string {
  const found = resolve(folder, path);
  const way = relative(folder, found);
  if (way === "" || way.startsWith(".."))
    throw new MidwatchError(`"${path}" leads out of ${folder}: name what is inside`);
  return join(folder, way);
}
