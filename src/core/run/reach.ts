import type { Reach } from "../contracts/processes.ts";
import type { Neighbour } from "../contracts/review.ts";
import type { SessionFolder } from "../contracts/session-folders.ts";
import type { Workspace } from "../contracts/workspace.ts";

/** Folders that a session's programs reach: the session's own, and those that its workspace lends to every clone. */
export const reachOf = ({ clone, home, input, transcript }: SessionFolder, { lends }: Workspace): Reach => ({
  reads: [input, ...lends],
  writes: [clone, home, transcript],
  // What an agent makes in /tmp is found when its work is collected, like all of its home.
  temporary: `${home}/tmp`,
});

/** The same, and a sibling's workspace that is lent to it: to be read, with the objects that it borrows. */
export const reachWith = (reach: Reach, neighbour: Neighbour | undefined, lends: readonly string[]): Reach =>
  neighbour ? { ...reach, reads: [...reach.reads, neighbour.folder, ...lends] } : reach;
