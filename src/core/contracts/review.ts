/** Something that a good neighbour would tell the owner of a workspace. */
export interface Finding {
  /** Its kind: stable, for programs. */
  readonly kind: string;
  readonly what: string;
  readonly why: string;
  /** A command that mends it, or begins to. */
  readonly mend: string;
}

/** A folder to be looked at. */
interface ReviewedFolder {
  readonly folder: string;
  /** Just checked out: what lies about in it says nothing of its owner. */
  readonly isFresh: boolean;
  /** Name people use, where it is not its folder. */
  readonly name?: string;
}

/** Looks at a workspace as a good neighbour would. Nothing in it is run; asked twice, it says the same. */
export type ReviewWorkspace = (place: ReviewedFolder) => Promise<readonly Finding[]>;

/** A sibling's workspace, lent to a session that reviews it. */
export interface Neighbour {
  readonly workspace: string;
  /** Its newest commit, checked out for this session only. */
  readonly folder: string;
  readonly findings: readonly Finding[];
}
