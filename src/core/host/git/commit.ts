import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CommitMessage } from "../../contracts/host.ts";
import type { FileEdit } from "../../contracts/work.ts";
import { Git } from "./git.ts";

interface Place {
  readonly hub: string;
  readonly config: string;
}

const PLAIN = "100644";

/** Who a commit is by, and when: the same facts give the same commit. */
export function identity({ author, at }: CommitMessage): Record<string, string> {
  const email = `${author}@midwatch.invalid`;
  const date = `@${Math.floor(at / 1000)} +0000`;
  return {
    GIT_AUTHOR_NAME: author,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: author,
    GIT_COMMITTER_EMAIL: email,
    GIT_COMMITTER_DATE: date,
  };
}

/** A commit on `parent` with those files changed, made in an index of its own; `parent` when nothing would change. */
export async function commitEdits(
  place: Place,
  parent: string,
  { edits, message }: { edits: readonly FileEdit[]; message: CommitMessage },
): Promise<string> {
  const scratch = await mkdtemp(join(tmpdir(), "midwatch-"));
  try {
    const git = new Git({ gitDir: place.hub, config: place.config, index: join(scratch, "index") });
    await git.run(["read-tree", parent]);
    const lines: string[] = [];
    for (const { path, content } of edits) {
      const blob = await git.line(["hash-object", "-w", "--stdin"], { input: content });
      lines.push(`${PLAIN} ${blob}\t${path}`);
    }
    await git.run(["update-index", "-z", "--index-info"], { input: lines.map((line) => `${line}\0`).join("") });
    return await commitIndex(git, parent, message);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** What stands in the index, as a commit on `parent`; `parent` when that is the same. */
export async function commitIndex(git: Git, parent: string, message: CommitMessage): Promise<string> {
  const tree = await git.line(["write-tree"]);
  if (tree === (await git.line(["rev-parse", `${parent}^{tree}`]))) return parent;
  return git.line(["commit-tree", tree, "-p", parent, "-m", message.text], { env: identity(message) });
}
