import { lstatSync, realpathSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { readRegularText } from "../regular-file.ts";
import type { CloneState, Head, LinkedWorkTree } from "./clone-state.ts";
import { bytesOf } from "./files.ts";
import type { InnerRepository } from "./tree-walk.ts";

const GIT_DIR_POINTER = /^gitdir: (?<path>.+)$/m;
const MAX_LINK_BYTES = 64 * 1024;

/** Other work trees of a session's clone: those whose files may be read, and those of which only the commits are kept. */
export interface WorkTrees {
  readonly readable: readonly ReadableTree[];
  /** Work trees out of reach, by the folder that they say they stand in. */
  readonly beyond: readonly LinkedWorkTree[];
}

export interface ReadableTree {
  /** Its name in the clone's .git/worktrees. */
  readonly id: string;
  /** Its real path, links resolved. */
  readonly folder: string;
  /** As the session knows it: from its clone where it stands in it. */
  readonly called: string;
  /** Path within the clone, for the files read there; names are bytes. Missing where it stands elsewhere. */
  readonly inClone?: string;
  readonly head: Head | undefined;
  readonly name: string;
}

/** Places in which work trees are looked for. */
interface Places {
  readonly clone: string;
  /** The session's. */
  readonly folder: string;
  /** Repositories in the clone. */
  readonly inner: readonly InnerRepository[];
  /** Folders in the session's home whose repository is said to stand elsewhere. */
  readonly links: readonly string[];
}

/**
 * Work trees that stand in the session's own folders, for real: nothing on the way is a link that leads out. Those that
 * git has forgotten, or that were moved by hand, are known by the file that points back to the clone.
 */
export function workTreesOf(
  state: CloneState | undefined,
  { clone, folder: session, inner, links }: Places,
): WorkTrees {
  const known = state?.workTrees ?? [];
  const inClone = inner.flatMap(({ path, isLink }) => {
    const id = isLink ? idIn(clone, { root: clone, path }) : undefined;
    return id === undefined ? [] : [inTheClone(clone, path, { id, known })];
  });
  const atHome = links.flatMap((folder) => {
    const id = idIn(clone, { root: folder, path: "." });
    const head = known.find((tree) => tree.id === id)?.head;
    return id === undefined ? [] : [{ ...readableTree({ id, folder, head }), called: folder }];
  });
  const found: readonly ReadableTree[] = [...inClone, ...atHome];
  const others = known.filter(({ id }) => !found.some((tree) => tree.id === id));
  const beside = others.flatMap((tree) => {
    const folder = realIn(session, tree.folder);
    return folder === undefined || !pointsTo(folder, tree.id) ? [] : [{ ...tree, folder }];
  });
  const readable = [...found, ...beside.map((tree) => ({ ...readableTree(tree), called: tree.folder }))];
  return { readable, beyond: others.filter(({ id }) => !beside.some((tree) => tree.id === id)) };
}

const readableTree = ({ id, folder, head }: LinkedWorkTree) => ({ id, folder, head, name: head?.branch ?? id });

function inTheClone(
  clone: string,
  path: string,
  { id, known }: { readonly id: string; readonly known: readonly LinkedWorkTree[] },
): ReadableTree {
  const head = known.find((tree) => tree.id === id)?.head;
  const called = Buffer.from(path, "latin1").toString("utf8");
  return { ...readableTree({ id, folder: bytesOf(clone, path).toString(), head }), called, inClone: path };
}

/** The work tree of the clone's that a folder in it says to be. */
function idIn(clone: string, { root, path }: { readonly root: string; readonly path: string }): string | undefined {
  const pointer = bytesOf(root, path === "." ? ".git" : `${path}/.git`);
  const text = readRegularText(pointer, { most: MAX_LINK_BYTES, within: root }, () => "");
  const target = GIT_DIR_POINTER.exec(text)?.groups?.path ?? "";
  return realFolder(dirname(target)) === realFolder(join(clone, ".git", "worktrees")) ? basename(target) : undefined;
}

/** Also of what git has removed again with its last work tree. */
function realFolder(path: string): string {
  try {
    return join(realpathSync(dirname(path)), basename(path));
  } catch {
    return path;
  }
}

function pointsTo(folder: string, id: string): boolean {
  const text = readRegularText(join(folder, ".git"), { most: MAX_LINK_BYTES, within: folder }, () => "");
  return text.trimEnd().endsWith(`/worktrees/${id}`);
}

/** A real folder below a root; undefined when it is none, or only by way of a link. */
function realIn(root: string, folder: string): string | undefined {
  try {
    const real = realpathSync(folder);
    const way = relative(realpathSync(root), real);
    const isWithin = way !== "" && !way.startsWith("..") && !way.startsWith(sep);
    return isWithin && lstatSync(folder).isDirectory() ? real : undefined;
  } catch {
    return undefined;
  }
}
