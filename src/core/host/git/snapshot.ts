import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { CommitMessage } from "../../contracts/workspace.ts";
import { commitIndex, type Who } from "./commit.ts";
import { decodeGitPath } from "./files.ts";
import { Git } from "./git.ts";
import { gitlinks } from "./gitlinks.ts";
import { stage } from "./stage.ts";

/** The files of a work tree, and the commits that their snapshot builds on. */
export interface Snapshooting {
  readonly hub: string;
  readonly config: string;
  readonly who: Who;
  readonly message: CommitMessage;
  readonly scratch: string;
  readonly workTree: string;
  /** Last commit before the snapshot, and the commit that the session began with. */
  readonly tip: string;
  readonly base: string;
  /** Paths that are not work. */
  readonly exclude: readonly string[];
  /** Folders that are other work trees, and paths that cannot be read. */
  readonly leave: readonly string[];
  /** Paths that are not checked out there. */
  readonly skipped?: ReadonlySet<string>;
  /** Files are kept in LFS: the commit whose pointers are known. */
  readonly lfs?: string | undefined;
}

/** Files of a work tree as they are now, as a commit. */
export interface Snapshot {
  /** The tip itself when nothing has changed. */
  readonly commit: string;
  /** On the hub, with the files as its index. */
  readonly git: Git;
  /** Paths that were changed or are new, and those among them that git refuses. */
  readonly paths: readonly string[];
  readonly refused: readonly string[];
}

/** Every file that is not ignored, as one commit on the tip. */
export async function snapshotOf(of: Snapshooting): Promise<Snapshot> {
  const { hub, config, who, message, scratch, workTree, tip, base } = of;
  const git = new Git({ gitDir: hub, config, index: join(scratch, `index-${randomUUID()}`), workTree });
  await git.run(["read-tree", tip]);
  const { paths, refused } = await stage({ ...of, git }, await addedGitlinks(git, base, tip));
  const left =
    refused.length > 0 ? `\n\nLeft out, for git refuses the name: ${refused.map(decodeGitPath).join(", ")}` : "";
  const commit = await commitIndex(git, tip, { message: { ...message, text: `${message.text}${left}` }, who });
  return { commit, git, paths, refused };
}

/** Repositories the agent has committed as such: a link to a commit that no other repository has. */
async function addedGitlinks(git: Git, base: string, tip: string): Promise<string[]> {
  if (base === tip) return [];
  const before = await gitlinks(git, base);
  return [...(await gitlinks(git, tip)).keys()].filter((path) => !before.has(path));
}
