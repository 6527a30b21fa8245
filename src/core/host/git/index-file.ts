import { posix } from "node:path";
import { entriesOf, type IndexEntry } from "./index-entries.ts";
import type { RepositoryFiles } from "./repository-files.ts";
import { isSha256 } from "./sha-256.ts";
import { joined, splitOf } from "./split-index.ts";

/** Bytes of a name for content. */
const SHA_1 = 20;
const SHA_256 = 32;

/** Notes of an index on its paths. Read here, for git would want the whole repository of the agent's around it. */
export interface IndexNotes {
  /** In stages 1 to 3 instead of 0. */
  readonly unmerged: ReadonlySet<string>;
  /** Not checked out, for only a part of the tree is: a folder that stands for all in it ends with a slash. */
  readonly skipped: ReadonlySet<string>;
  /** Files that the next commit is to hold. */
  readonly staged: readonly StagedFile[];
}

export type StagedFile = Pick<IndexEntry, "mode" | "id" | "path">;

/** Of an index in a git directory, and of the one beside it that it builds on. Undefined where there is none. */
export function notesOf(files: RepositoryFiles, path: string): IndexNotes | undefined {
  const index = files.bytes(path);
  const hash = isSha256(files) ? SHA_256 : SHA_1;
  const own = index && entriesOf(index, hash);
  if (!own) return undefined;
  const split = splitOf(index, own.end, hash);
  const beside = split && files.bytes(posix.join(posix.dirname(path), split.shared));
  const shared = (beside && entriesOf(beside, hash)?.entries) ?? [];
  const entries = split ? joined(shared, own.entries, split) : own.entries;
  const pathsOf = (of: readonly IndexEntry[]) => of.map((entry) => entry.path);
  return {
    unmerged: new Set(pathsOf(entries.filter(({ isUnmerged }) => isUnmerged))),
    skipped: new Set(pathsOf(entries.filter(({ isSkipped }) => isSkipped))),
    staged: entries.filter(({ isUnmerged, isPlanned }) => !isUnmerged && !isPlanned),
  };
}
