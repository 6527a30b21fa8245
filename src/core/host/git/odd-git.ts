import { readRegularText } from "../regular-file.ts";
import { readGitDir } from "./clone-state.ts";
import { bytesOf } from "./files.ts";
import type { TreeNotes } from "./tree-walk.ts";

const GIT_DIR_START = /^gitdir: ./;
const MAX_GIT_FILE_BYTES = 64 * 1024;

/** What a session wrote as a ".git" in its clone that is no repository and leads to none: no commit can hold it, and git never lists it. */
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
