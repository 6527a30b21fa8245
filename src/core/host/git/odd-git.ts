import { readRegularText } from "../regular-file.ts";
import { readGitDir } from "./clone-state.ts";
import { bytesOf } from "./files.ts";
import type { TreeNotes } from "./tree-walk.ts";

const GIT_DIR_START = /^gitdir: ./;
const MAX_GIT_FILE_BYTES = 64 * 1024;

/**
 * Paths called ".git" that a session wrote in its clone and that are no repository and lead to none: no commit can hold
 * them, and git never lists them.
 */
export function oddGit(clone: string, inner: TreeNotes["inner"], written: TreeNotes["written"]): readonly string[] {
  const names = [...written.keys()].filter((path) => path.split("/").includes(".git"));
  return inner
    .map(({ path }) => `${path}/.git`)
    .filter((path) => names.some((name) => name === path || name.startsWith(`${path}/`)) && !isGit(clone, path));
}

function isGit(clone: string, path: string): boolean {
  const place = bytesOf(clone, path);
  return (
    readGitDir(place.toString()) !== undefined ||
    GIT_DIR_START.test(readRegularText(place, { most: MAX_GIT_FILE_BYTES, within: clone }, () => ""))
  );
}
