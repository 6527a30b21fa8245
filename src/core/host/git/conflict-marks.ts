import type { Git } from "./git.ts";

/** Of what git writes where two changes do not fit, by its first and its last line. */
const MARK = "^(<<<<<<<|>>>>>>>) ";
/** In their order, each on a line of its own. */
const MARKS = [/^<{7} /, /^={7}\r?$/, /^>{7} /];
/** Files that are looked into; after that many it is plain enough. */
const MAX_MARKED_FILES = 20;

/**
 * Files of a commit with marks of a conflict, where an earlier commit had none in them: the conflict was called
 * resolved and was not. A text about such marks, which had some before, is none of them.
 */
export async function conflictMarks(git: Git, from: string, to: string): Promise<readonly string[]> {
  const options = ["--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", "--diff-filter=AMT"];
  const listed = (await git.bytes(["diff", ...options, `-G${MARK}`, "--extended-regexp", from, to])).toString("latin1");
  const marked: string[] = [];
  for (const path of listed.split("\0").filter(Boolean).slice(0, MAX_MARKED_FILES))
    if ((await hasMarks(git, to, path)) && !(await hasMarks(git, from, path))) marked.push(path);
  return marked;
}

async function hasMarks(git: Git, commit: string, path: string): Promise<boolean> {
  const name = Buffer.from(path, "latin1").toString("utf8");
  const text = await git.bytes(["cat-file", "blob", `${commit}:${name}`]).catch(() => undefined);
  let found = 0;
  for (const line of (text?.toString("latin1") ?? "").split("\n"))
    if (MARKS[found]?.test(line) && ++found === MARKS.length) return true;
  return false;
}
