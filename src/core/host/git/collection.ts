import type { Collected } from "../../contracts/workspace.ts";
import type { Who } from "./commit.ts";

/** Folder that is collected from, and the agent it is collected for. */
export interface Collecting {
  readonly hub: string;
  readonly config: string;
  /** The session's folder, called by its id: its clone, its home, and a scratch folder beside them. */
  readonly folder: string;
  /** Paths that are not work. */
  readonly exclude: readonly string[];
  readonly who: Who;
  readonly remote: string;
  /** The ref of the hub for the branch as it was fetched last. */
  readonly upstream: string;
}

/** Work that was collected, and work that was not. */
export interface Collection extends Collected {
  readonly left: {
    /** Work that could not be collected, a sentence each: the clone has to stay while there is any. */
    readonly missing: readonly string[];
    /** Commit that the session began with. */
    readonly base: string;
    /** Commits and tags that the clone names and the hub has been given. */
    readonly known: readonly string[];
    /** Description of each commit or ref that the hub has to hold before the clone may go. */
    readonly held: ReadonlyMap<string, string>;
  };
}
