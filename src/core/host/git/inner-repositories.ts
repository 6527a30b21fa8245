import { realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { readRegularText } from "../regular-file.ts";
import { type NamedCommit, REMOTE_BRANCH } from "./clone-refs.ts";
import { type CloneState, readGitDir } from "./clone-state.ts";
import { bytesOf } from "./files.ts";
import type { InnerRepository, TreeNotes } from "./tree-walk.ts";

const POINTER = /^gitdir: (?<path>.+)$/m;
const MOST = 64 * 1024;

/** A repository inside a clone in which a session may have made something: a submodule, or one that it has put there. */
export interface Inner {
  /** From the clone; names are bytes. */
  readonly path: string;
  /** "submodule lib" */
  readonly called: string;
  readonly gitDir: string;
  readonly head: string | undefined;
  /** What it names that its remotes did not have when it was fetched. */
  readonly named: readonly NamedCommit[];
  /** What its remotes have. */
  readonly elsewhere: readonly string[];
  /** Files in it were written, and are no part of the clone's own files. */
  readonly isWritten: boolean;
  /** A clone of the workspace itself: its files are another version of the clone's own, and no part of that. */
  readonly isCopy: boolean;
  /** A submodule: its git directory stands in the clone's. */
  readonly isLink: boolean;
}

/** Where to look, and for what. */
interface Search {
  readonly clone: string;
  /** What the session began with. */
  readonly base: string;
  /** Folders that are looked at otherwise. */
  readonly leave: readonly string[];
}

/** Those in which there is something to look at: one that was only fetched has nothing of its own. */
export function innerRepositories(notes: TreeNotes, { leave, ...search }: Search): readonly Inner[] {
  return notes.inner
    .filter(({ path }) => !leave.some((folder) => path === folder || path.startsWith(`${folder}/`)))
    .flatMap((inner) => innerAt(search, inner, notes) ?? []);
}

function innerAt(
  { clone, base }: Omit<Search, "leave">,
  { path, isLink }: InnerRepository,
  { written }: TreeNotes,
): Inner | undefined {
  const gitDir = isLink ? moduleOf(clone, path) : bytesOf(clone, `${path}/.git`).toString();
  const state = gitDir === undefined ? undefined : readGitDir(gitDir);
  if (gitDir === undefined || !state) return undefined;
  const elsewhere = state.named.filter(({ from }) => from.startsWith(REMOTE_BRANCH)).map(({ id }) => id);
  const called = `${isLink ? "submodule" : "repository"} ${Buffer.from(path, "latin1").toString("utf8")}`;
  const named = state.named
    .filter(({ id }) => !elsewhere.includes(id))
    .map(({ id, from, name }) => ({ id, from: `${called} (${from})`, name: `${path}-${name}` }));
  const isCopy = !isLink && state.named.some(({ id }) => id === base);
  const isWritten = (isLink || isCopy) && [...written.keys()].some((file) => file.startsWith(`${path}/`));
  const head = headOf(state);
  if (named.length === 0 && !isWritten && !isCopy) return undefined;
  return { path, called, gitDir, head, named, elsewhere, isWritten, isCopy, isLink };
}

const headOf = ({ head }: CloneState) => head?.commit;

/** A submodule's own git directory: for real in the clone's .git/modules. */
function moduleOf(clone: string, path: string): string | undefined {
  const text = readRegularText(bytesOf(clone, `${path}/.git`), { most: MOST, within: clone }, () => "");
  const target = POINTER.exec(text)?.groups?.path;
  if (target === undefined) return undefined;
  try {
    const real = realpathSync(resolve(bytesOf(clone, path).toString(), target));
    return real.startsWith(`${join(realpathSync(dirname(clone)), basename(clone), ".git", "modules")}/`)
      ? real
      : undefined;
  } catch {
    return undefined;
  }
}
