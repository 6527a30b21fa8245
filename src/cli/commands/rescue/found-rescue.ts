import type { Rescue } from "../../../core/contracts/rescues.ts";
import type { Workspace } from "../../../core/contracts/workspace.ts";

/** Kept work that somebody has a name for, and its commit. */
export interface FoundRescue {
  readonly rescue: Rescue;
  readonly workspace: Workspace;
  readonly commit: string;
  readonly ref: string;
  /** Each of them, where it holds several. */
  readonly tips: readonly string[];
  /** They do not fit each other: the commit brings nothing of them. */
  readonly isApart: boolean;
}
