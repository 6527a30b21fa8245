import { createHash } from "node:crypto";
import type { CommitMessage, Merged } from "../../src/core/contracts/workspace.ts";

/** Texts by path. */
export type Files = ReadonlyMap<string, string>;

export interface Commit {
  readonly id: string;
  readonly parents: readonly string[];
  readonly files: Files;
  /** The texts that were in none of its parents. */
  readonly brought: readonly string[];
  readonly message: CommitMessage;
  readonly generation: number;
}

/** What changes in a commit; undefined takes a file away. */
export type Edits = ReadonlyMap<string, string | undefined>;

/** Commits of every repository there is, in memory: who may see which of them, refs say. */
export class Objects {
  private readonly commits = new Map<string, Commit>();

  at(id: string): Commit {
    const found = this.commits.get(id);
    if (!found) throw new Error(`${id} is no commit`);
    return found;
  }

  has(id: string): boolean {
    return this.commits.has(id);
  }

  /** The same commit made again has the same name. */
  commit(parents: readonly string[], edits: Edits, message: CommitMessage): string {
    const files = new Map(parents[0] === undefined ? [] : this.at(parents[0]).files);
    for (const [path, text] of edits)
      if (text === undefined) files.delete(path);
      else files.set(path, text);
    const id = nameOf(JSON.stringify([parents, [...edits], message]));
    const known = this.commits.get(id);
    if (!known) this.commits.set(id, this.made(id, { parents, files, message }));
    return id;
  }

  /** All that lead to these, themselves included. */
  history(...tips: readonly string[]): ReadonlySet<string> {
    const seen = new Set<string>(tips);
    for (const id of seen) for (const parent of this.at(id).parents) seen.add(parent);
    return seen;
  }

  contains(history: string, commit: string): boolean {
    return history === commit || this.history(history).has(commit);
  }

  changed(from: string, to: string): readonly string[] {
    const [before, after] = [this.at(from).files, this.at(to).files];
    const gone = [...before.keys()].filter((path) => !after.has(path));
    return [...gone, ...[...after].filter(([path, text]) => before.get(path) !== text).map(([path]) => path)];
  }

  /** As git merges: what both sides have changed in different ways is a conflict. */
  merge(upstream: string, work: string, message: CommitMessage): Merged {
    if (this.contains(work, upstream)) return { kind: "merged", commit: work };
    if (this.contains(upstream, work)) return { kind: "merged", commit: upstream };
    const base = this.base(upstream, work);
    const files = { base: this.at(base).files, ours: this.at(upstream).files, theirs: this.at(work).files };
    const theirs = this.changed(base, work).filter((path) => files.ours.get(path) !== files.theirs.get(path));
    const conflicts = theirs.filter((path) => files.ours.get(path) !== files.base.get(path));
    if (conflicts.length > 0) return { kind: "conflict", paths: conflicts };
    const edits = new Map(theirs.map((path) => [path, files.theirs.get(path)]));
    return { kind: "merged", commit: this.commit([upstream, work], edits, message) };
  }

  /** The texts that all those commits have brought. */
  texts(commits: Iterable<string>): ReadonlySet<string> {
    return new Set([...commits].flatMap((id) => this.at(id).brought));
  }

  private made(id: string, { parents, files, message }: Pick<Commit, "parents" | "files" | "message">): Commit {
    const before = parents.map((parent) => this.at(parent));
    const brought = [...files].filter(([path, text]) => before.every((commit) => commit.files.get(path) !== text));
    const generation = 1 + Math.max(0, ...before.map((commit) => commit.generation));
    return { id, parents, files, message, generation, brought: brought.map(([, text]) => text) };
  }

  private base(one: string, other: string): string {
    const theirs = this.history(other);
    const common = [...this.history(one)].filter((id) => theirs.has(id)).map((id) => this.at(id));
    const [best] = common.toSorted((a, b) => b.generation - a.generation);
    if (!best) throw new Error("no commit in common");
    return best.id;
  }
}

const names = new Map<string, string>();

/** Git's name for a text, as far as anybody here asks. */
export function blobOf(text: string): string {
  const known = names.get(text) ?? nameOf(`blob ${text}`);
  if (names.size > 50_000) names.clear();
  names.set(text, known);
  return known;
}

const nameOf = (text: string) => createHash("sha1").update(text).digest("hex");
