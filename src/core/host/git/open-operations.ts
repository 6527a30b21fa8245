import { COMMIT, type NamedCommit } from "./clone-refs.ts";
import { notesOf } from "./index-file.ts";
import type { RepositoryFiles } from "./repository-files.ts";

/**
 * Operations that git was in the middle of, by the file it leaves in its folder; of several the first is the one that
 * was asked for.
 */
const OPERATIONS: readonly (readonly [file: string, operation: string])[] = [
  ["rebase-merge", "rebase"],
  ["rebase-apply/applying", "am"],
  ["rebase-apply", "rebase"],
  ["MERGE_HEAD", "merge"],
  ["CHERRY_PICK_HEAD", "cherry-pick"],
  ["REVERT_HEAD", "revert"],
  ["BISECT_LOG", "bisect"],
  ["BISECT_START", "bisect"],
];
/** A sequence whose commits are all picked but for those that come. */
const SEQUENCE = "sequencer/todo";

/** Files in which an operation keeps the commits that it is about. */
const COMMITS = [
  "ORIG_HEAD",
  "MERGE_HEAD",
  "MERGE_AUTOSTASH",
  "CHERRY_PICK_HEAD",
  "REVERT_HEAD",
  "REBASE_HEAD",
  "BISECT_HEAD",
  "rebase-merge/orig-head",
  "rebase-merge/autostash",
  "rebase-merge/amend",
  "rebase-apply/orig-head",
  "rebase-apply/autostash",
  "rebase-apply/abort-safety",
  "sequencer/head",
  "sequencer/abort-safety",
];

const MAX_NAMED_PATHS = 3;

/** "a merge in README.md is not finished"; undefined where nothing was left open. */
export function openOperation(files: RepositoryFiles): string | undefined {
  const unmerged = [...(notesOf(files, "index")?.unmerged ?? [])];
  const operation = operationIn(files);
  if (operation === undefined && unmerged.length === 0) return undefined;
  const where = unmerged.length > 0 ? ` in ${listed(unmerged)}` : "";
  return `${operation === undefined ? "a merge" : withArticle(operation)}${where} is not finished`;
}

function operationIn(files: RepositoryFiles): string | undefined {
  const found = OPERATIONS.find(([file]) => files.has(file))?.[1];
  if (found !== undefined || !files.has(SEQUENCE)) return found;
  return files.text(SEQUENCE).startsWith("revert") ? "revert" : "cherry-pick";
}

const withArticle = (operation: string) => `${operation === "am" ? "an" : "a"} ${operation}`;

function listed(paths: readonly string[]): string {
  const names = paths.slice(0, MAX_NAMED_PATHS).map((path) => Buffer.from(path, "latin1").toString("utf8"));
  return paths.length > MAX_NAMED_PATHS
    ? `${names.join(", ")} and ${paths.length - MAX_NAMED_PATHS} more files`
    : names.join(", ");
}

/** Commits that an operation has set aside, or is about. */
export function operationCommits(files: RepositoryFiles): readonly NamedCommit[] {
  return COMMITS.filter((file) => files.has(file)).flatMap((file) => {
    const ids = files
      .text(file)
      .split("\n")
      .filter((line) => COMMIT.test(line));
    const isStash = /autostash$/i.test(file);
    const name = isStash ? "autostash" : (file.split("/").at(-1) ?? file);
    return ids.map((id) => ({ id, from: isStash ? "a stash" : `.git/${file}`, name }));
  });
}
