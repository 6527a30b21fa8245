import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Git } from "./git.ts";

/**
 * A stash as one commit with everything that was put away: git keeps the files it did not know in a commit beside it, which
 * a merge of the stash leaves out. Undefined for what is no such stash.
 */
export async function wholeStash(git: Git, commit: string): Promise<string | undefined> {
  const [base, index, untracked, ...more] = (await git.line(["rev-parse", `${commit}^@`])).split("\n");
  if (!base || !index || !untracked || more.length > 0) return undefined;
  if ((await git.line(["rev-parse", `${untracked}^@`])) !== "") return undefined;
  const file = join(git.place.gitDir, `index-${randomUUID()}`);
  const staged = new Git({ ...git.place, index: file });
  try {
    await staged.run(["read-tree", commit]);
    const input = await git.bytes(["ls-tree", "-r", "-z", "--full-tree", untracked]);
    if (input.length > 0) await staged.run(["update-index", "-z", "--index-info"], { input });
    const tree = await staged.line(["write-tree"]);
    const { subject, env } = await writtenBy(git, commit);
    return await git.line(["commit-tree", tree, "-p", base, "-m", subject || "A stash"], { env });
  } finally {
    await rm(file, { force: true });
  }
}

/** The same again has the same name. */
async function writtenBy(git: Git, commit: string) {
  const format = "--format=%s%n%an%n%ae%n%at";
  const [subject = "", name = "", email = "", at = ""] = (
    await git.line(["log", "--max-count=1", format, commit, "--"])
  ).split("\n");
  const date = `@${at} +0000`;
  const author = { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_AUTHOR_DATE: date };
  const committer = { GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: email, GIT_COMMITTER_DATE: date };
  return { subject, env: { ...author, ...committer } };
}
