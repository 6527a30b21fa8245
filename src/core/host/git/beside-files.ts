import { importPatches } from "./am-patches.ts";
import type { NamedCommit } from "./clone-refs.ts";
import type { CloneState, Head } from "./clone-state.ts";
import { importForgotten } from "./forgotten.ts";
import type { HeldBeside } from "./held-beside.ts";
import type { Holding } from "./held-files.ts";
import type { Import } from "./import-commits.ts";
import { importLfsObjects } from "./lfs-objects.ts";
import type { ReadableTree } from "./linked-work-trees.ts";
import { importStaged, indexesOf } from "./staged.ts";
import { importTagTexts } from "./tag-texts.ts";

/** A repository of an agent's, whose commits and files have come into the hub already. */
export interface Repository {
  readonly place: Import;
  readonly state: CloneState;
  readonly trees: readonly ReadableTree[];
  /** Commit of the hub that a work tree with this head is at. */
  readonly tipOf: (head: Head | undefined) => string;
  readonly holding: Omit<Holding, "hub" | "config">;
  /** Commits whose LFS objects a server has, and the commit that the session leaves on its branch. */
  readonly published: readonly string[];
  readonly work: string;
  /** Commits of the hub that the repository's names reach; missing where unnamed commits are not looked for. */
  readonly reached?: readonly string[];
  /** A repository of ours with its objects, and where others may have its tags; missing where they come from elsewhere. */
  readonly tags?: { readonly carrier: string; readonly remote?: string };
}

/**
 * Imports what a git directory has in no file and no commit: staged files, patches for "git am", objects of git-lfs.
 */
export async function importBeside({ place, state, trees, tipOf, ...of }: Repository): Promise<HeldBeside> {
  const held: NamedCommit[] = [];
  const missing: string[] = [];
  const take = async (what: string, made: Promise<HeldBeside | readonly NamedCommit[]>): Promise<void> => {
    const all = await made.catch((error: Error) => ({
      held: [],
      missing: [`${what} could not be kept: ${error.message}`],
    }));
    const { held: more, missing: lost } = "missing" in all ? all : { held: all, missing: [] };
    held.push(...more);
    missing.push(...lost);
  };
  const { published, work, tags, reached } = of;
  const { named } = state;
  const holding = { hub: place.hub, config: place.config, ...of.holding };
  await take("what was staged", importStaged(place, indexesOf(state, tipOf, trees), holding.env));
  await take("what git am was to apply", importPatches(place.gitDir, holding));
  await take("what git-lfs has put away", importLfsObjects({ ...holding, gitDir: place.gitDir, published, work }));
  if (tags) await take("what tags say", importTagTexts(holding, { named, ...tags }));
  if (tags && reached)
    await take("what nothing names any more", importForgotten({ ...place, ...tags }, { reached, named }));
  return { held, missing };
}
