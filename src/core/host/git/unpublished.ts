import type { Git } from "./git.ts";
import { hasAsOnePatch, hasPatches } from "./patches.ts";

/** Tips that are looked at one by one; more than that are kept as they are. */
const MOST_COMPARED = 60;
/** Files of a tip whose patch is worked out: a larger one is kept as it is. */
const MOST_PATCHED = 2000;

/** Commits that are in nothing published, and what each builds on. */
export class UnpublishedCommits {
  private readonly parents: ReadonlyMap<string, readonly string[]>;

  constructor(parents: ReadonlyMap<string, readonly string[]>) {
    this.parents = parents;
  }

  /** Of those that are named, the ones that no other builds on. */
  tips(): readonly string[] {
    const built = new Set([...this.parents.values()].flat());
    return [...this.parents.keys()].filter((commit) => !built.has(commit));
  }

  /** Number of unpublished commits that a tip has, itself included. */
  countOf(tip: string): number {
    const seen = new Set([tip]);
    for (const commit of seen)
      for (const parent of this.parents.get(commit) ?? []) if (this.parents.has(parent)) seen.add(parent);
    return seen.size;
  }

  /** Parents of a commit: a merge has more than one, and so has a stash. */
  parentsOf(commit: string): readonly string[] {
    return this.parents.get(commit) ?? [];
  }
}

/** Unpublished commits among `commits` and all they build on: those in none of `published`. */
export async function unpublishedAmong(
  hub: Git,
  commits: readonly string[],
  published: readonly string[],
): Promise<UnpublishedCommits> {
  const input = [...commits, ...published.map((commit) => `^${commit}`)].join("\n");
  const listed =
    commits.length === 0 ? "" : await hub.line(["rev-list", "--parents", "--stdin"], { input: `${input}\n` });
  const lines = listed.split("\n").filter(Boolean);
  return new UnpublishedCommits(
    new Map(
      lines.map((line) => {
        const [commit = "", ...parents] = line.split(" ");
        return [commit, parents] as const;
      }),
    ),
  );
}

/** The files that a tip's own commits change. */
export async function filesOf(hub: Git, tip: string, published: readonly string[]): Promise<number> {
  const options = ["--format=", "--name-only", "--no-renames", "--diff-merges=first-parent", "-z"];
  const listed = await hub.bytes(["log", ...options, tip, "--not", ...published, "--"]);
  return new Set(listed.toString("latin1").split("\0").filter(Boolean)).size;
}

/** A tip, with the facts about it. */
export interface Compared {
  readonly tip: string;
  readonly commits: number;
  readonly files: number;
  /** Of a stash: its index, and its untracked files. */
  readonly isStash: boolean;
}

/**
 * Tells tips that are already in the work from those that are nowhere else: one comparison for each tip, in the hub, in
 * memory.
 */
export class WorkComparison {
  private readonly hub: Git;
  private readonly work: string;
  private readonly published: readonly string[];
  private compared = 0;

  constructor(hub: Git, work: string, published: readonly string[]) {
    this.hub = hub;
    this.work = work;
    this.published = published;
  }

  /** The tip brings nothing that the work does not have: its patches are in it, or it differs by messages alone. */
  async has(about: Compared): Promise<boolean> {
    if (++this.compared > MOST_COMPARED) return false;
    if (await this.isPublished(about.tip)) return true;
    if (await this.hasContent(about)) return true;
    if (about.isStash || about.files > MOST_PATCHED) return false;
    return (await this.hasPatches(about)) || (about.commits > 1 && (await this.hasAsOne(about)));
  }

  /**
   * True when a published commit has the tip. Asked for each tip: where commit dates go backwards, a list of
   * unpublished commits may have a published one.
   */
  private async isPublished(tip: string): Promise<boolean> {
    const base = await this.hub.line(["merge-base", tip, ...this.published]).catch(() => "");
    return base === tip;
  }

  /** No file's content is the tip's alone, and merging it into the work would change nothing. */
  private async hasContent({ tip, isStash }: Compared): Promise<boolean> {
    if (await this.brings([tip])) return false;
    if (isStash && !(await this.hasUntracked(tip))) return false;
    const merged = await this.hub
      .line(["merge-tree", "--write-tree", this.work, tip], { answers: [0, 1] })
      .catch(() => "");
    return merged === (await this.hub.line(["rev-parse", `${this.work}^{tree}`]));
  }

  /** True when the objects have a file's content that no published commit has. */
  private async brings(objects: readonly string[]): Promise<boolean> {
    const input = [...objects, ...this.published.map((commit) => `^${commit}`)].map((line) => `${line}\n`).join("");
    const only = [
      "--objects-edge-aggressive",
      "--no-object-names",
      "--filter=object:type=blob",
      "--filter-provided-objects",
    ];
    const listed = await this.hub.line(["rev-list", ...only, "--stdin"], { input });
    return listed.split("\n").some((line) => line !== "" && !line.startsWith("-"));
  }

  /** An untracked file may be like another one; it has to stand in the work under its own name. */
  private async hasUntracked(stash: string): Promise<boolean> {
    const untracked = await this.hub.line(["rev-parse", "--verify", "--quiet", `${stash}^3`]).catch(() => "");
    if (untracked === "") return true;
    const options = ["-r", "--name-only", "--no-renames", "--diff-filter=DMT"];
    return (await this.hub.line(["diff-tree", ...options, `${untracked}^{tree}`, `${this.work}^{tree}`])) === "";
  }

  /** Picked or rebased, commit by commit. */
  private async hasPatches({ tip }: Compared): Promise<boolean> {
    const merges = await this.hub.line(["rev-list", "--merges", "--max-count=1", tip, "--not", ...this.published]);
    return merges === "" && hasPatches(this.hub, this.work, { tip });
  }

  /** Squashed: all of its commits together are one of the work's, and what they wrote on the way is there, too. */
  private async hasAsOne({ tip }: Compared): Promise<boolean> {
    return (await hasAsOnePatch(this.hub, this.work, tip)) && !(await this.brings([tip, `^${tip}^{tree}`]));
  }
}
