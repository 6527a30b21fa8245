import type { NamedCommit } from "./clone-refs.ts";
import type { Git } from "./git.ts";
import { namesOf, type Tip } from "./kept-tips.ts";
import { filesOf, type UnpublishedCommits, unpublishedAmong, WorkComparison } from "./unpublished.ts";

/** Everything that a session has made, and what of it is published or will be. */
export interface Made {
  /** Commit that the session leaves on the branch. */
  readonly work: string;
  /** The best name first. */
  readonly named: readonly NamedCommit[];
  /** Commits that are in the hub, by their id in `named`. */
  readonly commits: ReadonlyMap<string, string>;
  /** Commit that the session began with. */
  readonly base: string;
  /** Commits on the remote; asked for where there is something to compare with them. */
  readonly published: () => Promise<readonly string[]>;
}

/** Tips of a session that are in nothing published; the commits they build on come with them. */
export async function tipsBeside(hub: Git, { work, base, named, commits, published }: Made): Promise<readonly Tip[]> {
  const names = namesOf(named, commits);
  const candidates = [...names.keys()].filter((commit) => commit !== work && commit !== base);
  if (candidates.length === 0) return [];
  const known = [...new Set([work, base, ...(await published())])];
  const unpublished = await unpublishedAmong(hub, candidates, known);
  const isTip = new Set(unpublished.tips());
  const comparison = new WorkComparison(hub, work, known);
  const tips: Tip[] = [];
  for (const [commit, { from, name }] of names) {
    if (!isTip.has(commit)) continue;
    const about = await measured(hub, { commit, isStash: from.startsWith("a stash") }, { unpublished, known });
    if (await comparison.has({ ...about, tip: commit })) continue;
    const { commits, files } = about;
    tips.push({ commits, files, bytes: await bytesOf(hub, commit, known), commit, from, name });
  }
  return tips;
}

async function bytesOf(hub: Git, commit: string, known: readonly string[]): Promise<number> {
  return Number(await hub.line(["rev-list", "--disk-usage", "--objects", commit, "--not", ...known, "--"]));
}

/** A stash is one thing, although git makes two or three commits of it. */
async function measured(
  hub: Git,
  { commit, isStash }: { readonly commit: string; readonly isStash: boolean },
  { unpublished, known }: { readonly unpublished: UnpublishedCommits; readonly known: readonly string[] },
) {
  const commits = isStash ? 1 : unpublished.countOf(commit);
  return { commits, files: await filesOf(hub, commit, known), isStash };
}
