import type { NamedCommit } from "./clone-refs.ts";
import type { Holding } from "./held-files.ts";
import type { Inner } from "./inner-repositories.ts";
import { RepositoryFiles } from "./repository-files.ts";
import { isSha256 } from "./sha-256.ts";

/** Result of looking into the repositories besides a clone. */
export interface InnerMade {
  /** By the id that their repository names them with. */
  readonly commits: ReadonlyMap<string, string>;
  readonly named: readonly NamedCommit[];
  /**
   * Commits of files that were not committed in submodules, in clones of the workspace, and in repositories that are
   * not part of the clone.
   */
  readonly files: readonly NamedCommit[];
  /** Commits that their remotes have: none of them has to be kept. */
  readonly elsewhere: readonly string[];
  /** Commits of the submodules when the session began, by path. */
  readonly links: ReadonlyMap<string, string>;
  /** A sentence for each that could not be taken. */
  readonly missing: readonly string[];
  /** A sentence for each submodule that is published as something else, and each work tree out of reach. */
  readonly unlinked: readonly string[];
}

/** Files of one of them, and where they stand. */
export interface InnerFiles {
  readonly workTree: string;
  /** From the clone, where they stand in it. */
  readonly inClone?: string;
  readonly tip: string;
}

export interface Gathering extends Holding {
  readonly refs: string;
  readonly clone: string;
  readonly session: string;
  /** Commits of the clone's own that are in the hub. */
  readonly known: ReadonlyMap<string, string>;
  /** Commit that the session leaves on its branch. */
  readonly work: string;
  /** Makes a commit of the files of one. */
  readonly snapshot: (files: InnerFiles) => Promise<string>;
}

/** Sentence for commits that could be neither copied nor found in another of the repositories. */
export function couldNotBeTaken({ called, gitDir }: Inner): string {
  const because = isSha256(new RepositoryFiles(gitDir))
    ? ": it is a SHA-256 repository, and the workspace's is not"
    : "";
  return `what was committed in ${called} could not be taken${because}`;
}

/** Sentence for a repository published as files: it is not known here whether others could check it out. */
export const asFiles = (called: string) =>
  `${called} is new: its files are published as the workspace's own, a link to its repository is not; a person can add that`;
