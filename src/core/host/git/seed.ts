import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { simpleGit } from "simple-git";

/** A bare repository at `remote` whose first commit holds the files of a folder. */
export async function seedRemote(folder: string, remote: string): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), "midwatch-seed-"));
  try {
    await cp(folder, work, { recursive: true });
    const git = simpleGit(work);
    await git.init(["--quiet", "--initial-branch=main"]);
    await git.addConfig("user.name", "midwatch");
    await git.addConfig("user.email", "midwatch@midwatch.invalid");
    await git.addConfig("commit.gpgSign", "false");
    await git.add(".");
    await git.commit("Begin");
    await simpleGit().clone(work, remote, ["--bare", "--quiet"]);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** A bare copy of a repository, for agents to publish to where there is no remote yet. */
export async function cloneBare(folder: string, remote: string): Promise<void> {
  await simpleGit().clone(folder, remote, ["--bare", "--quiet", "--no-hardlinks"]);
}
