import { lstatSync } from "node:fs";
import { dirname, join } from "node:path";
import { COMMIT, loggedCommits, type NamedCommit, namedRefs, ofHead, refsIn } from "./clone-refs.ts";
import { decodeGitPath } from "./files.ts";
import { notesOf } from "./index-file.ts";
import { openOperation, operationCommits } from "./open-operations.ts";
import { RepositoryFiles, type Unread } from "./repository-files.ts";

const BRANCH = /^ref: refs\/heads\/(?<branch>[^ \t\n~^:?*[\\]+)$/;

/** Branches that stand for one another: git follows as many. */
const MOST_STEPS = 5;

/** Branch and commit that a repository, or a work tree of it, has checked out. */
export interface Head {
  /** Missing when it is detached. */
  readonly branch?: string;
  /** Missing on a branch without a commit. */
  readonly commit?: string;
}

/** A work tree that stands elsewhere and shares the clone's commits. */
export interface LinkedWorkTree {
  /** Its name in the clone's .git/worktrees. */
  readonly id: string;
  /** Folder that it says it stands in. */
  readonly folder: string;
  readonly head: Head | undefined;
}

/** State of a clone beside its files, read as text: git never runs in it. */
export interface CloneState {
  readonly head: Head | undefined;
  /** Every commit that something in it names: the same one several times, the best name first. */
  readonly named: readonly NamedCommit[];
  /** Operations that were left open, a sentence each. */
  readonly open: readonly string[];
  readonly workTrees: readonly LinkedWorkTree[];
  readonly unread: readonly Unread[];
}

/** Undefined when there is no repository: gone, moved, or replaced by a link or a file. */
export function readClone(clone: string): CloneState | undefined {
  const gitDir = join(clone, ".git");
  return isFolder(clone) ? readGitDir(gitDir) : undefined;
}

/** The same of any git directory, its folder checked to be where it is by the caller. */
export function readGitDir(gitDir: string): CloneState | undefined {
  if (![gitDir, join(gitDir, "objects"), join(gitDir, "refs")].every(isFolder)) return undefined;
  const files = new RepositoryFiles(gitDir);
  const refs = refsIn(files);
  const linked = files.has("worktrees") ? foldersIn(files, "worktrees").map((id) => workTree(files, id, refs)) : [];
  const own = [...loggedCommits(files, refs), ...operationCommits(files)];
  const operation = openOperation(files);
  return {
    head: headIn(files, refs, files),
    named: [...namedRefs(refs), ...linked.flatMap(({ named }) => named), ...own],
    open: [...(operation === undefined ? [] : [operation]), ...linked.flatMap(({ open }) => open)],
    workTrees: linked.map(({ tree }) => tree),
    unread: files.unread,
  };
}

/** True for a clone that is checked out in part and whose index is unreadable: missing files may never have been there. */
export function lacksIndex(clone: string): boolean {
  const files = new RepositoryFiles(join(clone, ".git"));
  return files.has("info/sparse-checkout") && notesOf(files, "index") === undefined;
}

/** Paths that an index in a clone says are not checked out. */
export function skippedIn(clone: string, index: string): ReadonlySet<string> {
  return notesOf(new RepositoryFiles(join(clone, ".git")), index)?.skipped ?? new Set();
}

const foldersIn = (files: RepositoryFiles, path: string) =>
  files.list(path).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

/** Branches stand in `common`, whichever work tree has them checked out. */
function headIn(files: RepositoryFiles, refs: ReadonlyMap<string, string>, common: RepositoryFiles): Head | undefined {
  const text = files.text("HEAD");
  const branch = BRANCH.exec(text)?.groups?.branch;
  if (branch === undefined) return COMMIT.test(text) ? { commit: text } : undefined;
  if (branch.includes("..")) return undefined;
  const commit = refs.get(`refs/heads/${followed(branch, common)}`);
  return { branch: decodeGitPath(branch), ...(commit !== undefined && { commit }) };
}

/** A branch may be another's second name. */
function followed(branch: string, files: RepositoryFiles): string {
  let at = branch;
  for (let step = 0; step < MOST_STEPS; step++) {
    const place = `refs/heads/${at}`;
    const next = files.has(place) ? BRANCH.exec(files.text(place))?.groups?.branch : undefined;
    if (next === undefined || next.includes("..")) return at;
    at = next;
  }
  return at;
}

/** Its own HEAD, log and refs; those of branches are among the clone's. */
function workTree(files: RepositoryFiles, id: string, refs: ReadonlyMap<string, string>) {
  const within = files.below(`worktrees/${id}`);
  const folder = decodeGitPath(dirname(within.text("gitdir")));
  const head = headIn(within, refs, files);
  const words = { from: `work tree ${folder}`, name: head?.branch ?? decodeGitPath(id) };
  const own = [...(within.has("refs") ? refsIn(within) : [])].map(([, commit]) => commit);
  const ids = [...(head?.commit === undefined ? [] : [head.commit]), ...own];
  const operation = openOperation(within);
  const logged = ofHead(within.text("logs/HEAD"), refs);
  const named = [...ids.map((commit) => ({ id: commit, ...words })), ...logged, ...operationCommits(within)];
  const tree: LinkedWorkTree = { id: decodeGitPath(id), folder, head };
  return { tree, named, open: operation === undefined ? [] : [`${operation}, in work tree ${folder}`] };
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
