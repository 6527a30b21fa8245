import { importPatches } from "./am-patches.ts";
import type { NamedCommit } from "./clone-refs.ts";
import type { CloneState, Head } from "./clone-state.ts";
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
  /** Where a work tree of it is, in the hub. */
  readonly tipOf: (head: Head | undefined) => string;
  readonly holding: Omit<Holding, "hub" | "config">;
  /** Commits whose LFS objects a server has, and what the session leaves on its branch. */
  readonly published: readonly string[];
  readonly work: string;
  /** A repository of ours with its objects, and where others may have its tags; missing where they come from elsewhere. */
  readonly tags?: { readonly carrier: string; readonly remote?: string };
}

/** A commit in the hub for each, and a sentence for what could not be kept. */
export interface HeldBeside {
  readonly held: readonly NamedCommit[];
  readonly missing: readonly string[];
}

/** What stands in a git directory, and is in no file and no commit: staged, to be applied by "git am", put away by git-lfs. */
export async function importBeside({ place, state, trees, tipOf, ...of }: Repository): Promise<HeldBeside> {
  const missing: string[] = [];
  const unkept = (what: string) => (error: Error) => {
    missing.push(`${what} could not be kept: ${error.message}`);
    return [];
  };
  const holding = { hub: place.hub, config: place.config, ...of.holding };
  const staged = importStaged(place, indexesOf(state, tipOf, trees), holding.env);
  const held = [...(await staged.catch(unkept("what was staged")))];
  held.push(...(await importPatches(place.gitDir, holding).catch(unkept("what git am was to apply"))));
  const { published, work } = of;
  const inLfs = importLfsObjects({ ...holding, gitDir: place.gitDir, published, work }).then((made) => {
    missing.push(...made.missing);
    return made.held;
  });
  held.push(...(await inLfs.catch(unkept("what git-lfs has put away"))));
  const tagged = of.tags ? importTagTexts(holding, { named: state.named, ...of.tags }) : Promise.resolve([]);
  held.push(...(await tagged.catch(unkept("what tags say"))));
  return { held, missing };
}
