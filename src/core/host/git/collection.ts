import type { Collected } from "../../contracts/workspace.ts";
import type { Who } from "./commit.ts";

/** What is collected from, and whom it is collected for. */
export interface Collecting {
  readonly hub: string;
  readonly config: string;
  /** The session's folder, called by its id: its clone, its home, and a scratch folder beside them. */
  readonly folder: string;
  /** Paths that are not work. */
  readonly exclude: readonly string[];
  readonly who: Who;
  readonly remote: string;
  /** The ref of the hub that has what the branch had when it was fetched last. */
  readonly upstream: string;
}

/** What was collected, and what was not. */
export interface Collection extends Collected {
  readonly left: {
    /** As long as there is any of it, the clone has to stay: a sentence each. */
    readonly missing: readonly string[];
    /** What the session began with. */
    readonly base: string;
    /** Commits and tags that the clone names and the hub has been given. */
    readonly known: readonly string[];
    /** What it is, by commit or ref: all that the hub has to hold before the clone may go. */
    readonly held: ReadonlyMap<string, string>;
  };
}
