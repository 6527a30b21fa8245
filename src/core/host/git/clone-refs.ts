import { decodeGitPath } from "./files.ts";
import type { RepositoryFiles } from "./repository-files.ts";

/** Files below refs/ and logs/ that are read. */
const MAX_REF_FILES = 20_000;

export const COMMIT = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;
const NULL_OBJECT = /^0+$/;
const PACKED = /^(?<id>[0-9a-f]{40,64}) (?<ref>refs\/.+)$/;
const LOGGED = /^(?<before>[0-9a-f]{40,64}) (?<after>[0-9a-f]{40,64}) [^\t]*(?:\t(?<said>.*))?$/;
const MOVED = /^checkout: moving from [^ ]+ to (?<to>[^ ]+)$/;
/** A commit, or an expression for one. */
const NO_BRANCH = /^[0-9a-f]{7,64}$|[~^:@{\\]|^HEAD$/;
/** Words for a branch that was fetched from a remote. */
export const REMOTE_BRANCH = "the remote's branch";
const STASH = "refs/stash";

/** A commit, or a tag's object, that a clone names, and the clone's name for it. */
export interface NamedCommit {
  readonly id: string;
  /** "branch fix/x", "a stash", "the reflog of main". */
  readonly from: string;
  /** The name it is best known by, for the name of a ref. */
  readonly name: string;
}

/** Every ref, loose before packed, by its full name. */
export function refsIn(files: RepositoryFiles, folder = "refs"): ReadonlyMap<string, string> {
  const packed = files
    .text("packed-refs")
    .split("\n")
    .flatMap((line) => {
      const { id, ref } = PACKED.exec(line)?.groups ?? {};
      return id && ref?.startsWith("refs/") ? [[ref, id] as const] : [];
    });
  const loose = files.files(folder, MAX_REF_FILES).flatMap((path) => {
    const id = files.text(path);
    return COMMIT.test(id) ? [[path.slice(path.indexOf("refs/")), id] as const] : [];
  });
  return new Map([...packed, ...loose]);
}

/** In the words a person has for it; branches first, what only a log remembers last. */
export function namedRefs(refs: ReadonlyMap<string, string>): readonly NamedCommit[] {
  return [...refs]
    .map(([ref, id]) => ({ id, ...wordsFor(ref) }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ id, from, name }) => ({ id, from, name }));
}

function wordsFor(ref: string): { readonly rank: number; readonly from: string; readonly name: string } {
  const [, kind = "", ...rest] = ref.split("/");
  const name = decodeGitPath(rest.join("/"));
  if (ref === STASH) return { rank: 2, from: "a stash", name: "stash" };
  if (kind === "heads") return { rank: 0, from: `branch ${name}`, name };
  if (kind === "tags") return { rank: 1, from: `tag ${name}`, name };
  if (kind === "remotes") return { rank: 4, from: `${REMOTE_BRANCH} ${name}`, name };
  return { rank: 3, from: decodeGitPath(ref), name: decodeGitPath(ref.slice("refs/".length)) };
}

/** Commits in the logs of HEAD and of all refs: tips that were amended, rebased, reset or left since. */
export function loggedCommits(files: RepositoryFiles, refs: ReadonlyMap<string, string>): readonly NamedCommit[] {
  const logs = files.files("logs/refs", MAX_REF_FILES).map((path) => [path.slice("logs/".length), path] as const);
  return [...logs.flatMap(([ref, path]) => ofRef(files.text(path), ref)), ...ofHead(files.text("logs/HEAD"), refs)];
}

function ofRef(log: string, ref: string): readonly NamedCommit[] {
  const { from, name } = ref === STASH ? { from: "a stash", name: "stash" } : logWords(ref);
  return entries(log).map(({ id }) => ({ id, from, name }));
}

function logWords(ref: string): { readonly from: string; readonly name: string } {
  const { name } = wordsFor(ref);
  return { from: `the reflog of ${name}`, name };
}

/** HEAD's log says which branch was checked out: so a branch that has been deleted keeps its name. */
export function ofHead(log: string, refs: ReadonlyMap<string, string>): readonly NamedCommit[] {
  let branch: string | undefined;
  return entries(log).map(({ id, said }) => {
    branch = MOVED.exec(said)?.groups?.to ?? branch;
    if (branch === undefined || NO_BRANCH.test(branch) || refs.has(`refs/tags/${branch}`))
      return { id, from: "the reflog of HEAD", name: "HEAD" };
    const isThere = refs.has(`refs/heads/${branch}`);
    const name = decodeGitPath(branch);
    return { id, from: isThere ? `the reflog of ${name}` : `branch ${name}, which was deleted`, name };
  });
}

function entries(log: string): readonly { readonly id: string; readonly said: string }[] {
  return log.split("\n").flatMap((line) => {
    const { before = "", after = "", said = "" } = LOGGED.exec(line)?.groups ?? {};
    return [
      { id: before, said: "" },
      { id: after, said },
    ].filter(({ id }) => id !== "" && !NULL_OBJECT.test(id));
  });
}
