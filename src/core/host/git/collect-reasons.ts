import { lstatSync } from "node:fs";
import { join } from "node:path";
import type { WorkRefusal } from "../../contracts/workspace.ts";
import { type CloneState, lacksIndex } from "./clone-state.ts";
import { decodeGitPath } from "./files.ts";
import { lfsRefusal } from "./lfs.ts";
import type { Snapshot } from "./snapshot.ts";

/** Of a commit that could not be taken: it lacks something, or it is there and git refuses it. */
export const notTaken = (from: string, id: string, refused: string | undefined) =>
  refused === undefined
    ? `${id.slice(0, 7)} of ${from} is not whole: something it builds on is neither in the clone nor in what it began with`
    : `${id.slice(0, 7)} of ${from} is refused by git: ${refused}`;

/** Of a name that no commit can have. */
export const nameRefused = (path: string) => `${decodeGitPath(path)} is left out: git refuses the name`;

/** Of a file or a folder that could not be looked into; its name may be the trouble. */
export const unreadable = (path: string, reason: string) => {
  const name = decodeGitPath(path);
  return `${name.length > MAX_SHOWN_PATH_CHARS ? `${name.slice(0, MAX_SHOWN_PATH_CHARS)}…` : name} could not be read: ${reason}`;
};

const MAX_SHOWN_PATH_CHARS = 80;

/** Of a work tree out of reach. */
export const strayed = (folder: string) =>
  `work tree ${folder} does not stand in the session's own folders: its commits are kept, files in it that were not committed are not`;

/** There is something in the place of the repository, and commits may be in it, or where it leads. */
export const notOwn = (clone: string): readonly string[] =>
  lstatSync(join(clone, ".git"), { throwIfNoEntry: false })
    ? [".git of its clone is no repository of its own any more: commits in it were not read"]
    : [];

/** It is whole, and not finished. */
export const unfit = (reason: string): WorkRefusal => ({ cause: "unfinished", reason });

/** Refusal of work from a clone that does not say which of its files were never checked out. */
export const partlyUnknown = (clone: string): WorkRefusal | undefined =>
  lacksIndex(clone)
    ? unfit("it was checked out in part, and its index, which says which part, cannot be read")
    : undefined;

/** There is no saying what was committed. */
export const damaged = (what: "clone" | "HEAD"): WorkRefusal => ({
  cause: "damaged",
  reason:
    what === "clone"
      ? "its clone has no .git of its own any more: what was committed in it is not known, its files are kept"
      : "the HEAD of its clone cannot be read: what was checked out is not known, its files are kept",
});

/** Content that belongs in LFS; where files are kept so, and what is known of it. */
export async function inLfs({ git, commit }: Snapshot, known: string | undefined): Promise<WorkRefusal | undefined> {
  const reason = known === undefined ? undefined : await lfsRefusal(git, known, commit);
  return reason === undefined ? undefined : { cause: "lfs", reason };
}

/** Conflicts that were committed as they stood; names are bytes. */
export function unresolved(marked: readonly string[]): WorkRefusal | undefined {
  if (marked.length === 0) return undefined;
  const more = marked.length > MAX_NAMED_PATHS ? ` and ${marked.length - MAX_NAMED_PATHS} more files` : "";
  return unfit(
    `a conflict is marked in ${marked.slice(0, MAX_NAMED_PATHS).map(decodeGitPath).join(", ")}${more}, and not resolved`,
  );
}

const MAX_NAMED_PATHS = 3;

/** An operation that was left open. */
export function unfinished(state: CloneState | undefined): WorkRefusal | undefined {
  return state && state.open.length > 0 ? unfit(state.open.join(", and ")) : undefined;
}
