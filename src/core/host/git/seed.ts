import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { simpleGit } from "simple-git";
import { identity, ownName } from "./commit.ts";
import { writeConfiguration } from "./configuration.ts";
import { Git } from "./git.ts";
import { stage } from "./stage.ts";
import { walkTree } from "./tree-walk.ts";

const BEGIN = { author: "midwatch", text: "Begin" };

/** A bare repository at `remote` whose first commit holds the files of a folder; nothing of a person's configuration is in it. */
export async function seedRemote(folder: string, remote: string, at: number): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), "midwatch-seed-"));
  try {
    const config = await writeConfiguration(scratch);
    await mkdir(remote, { recursive: true });
    const bare = new Git({ gitDir: remote, config });
    await bare.run(["init", "--bare", "--quiet", "--initial-branch=main"]);
    const git = new Git({ gitDir: remote, config, index: join(scratch, "index"), workTree: folder });
    await walkTree(folder);
    await stage({ git, workTree: folder, scratch, hub: remote, config, exclude: [], leave: [] }, []);
    const tree = await git.line(["write-tree"]);
    const commit = await git.line(["commit-tree", tree, "-m", BEGIN.text], {
      env: identity({ ...BEGIN, at }, ownName),
    });
    await bare.run(["update-ref", "refs/heads/main", commit]);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** A bare copy of a repository, for agents to publish to where there is no remote yet. */
export async function cloneBare(folder: string, remote: string): Promise<void> {
  await simpleGit().clone(folder, remote, ["--bare", "--quiet", "--no-hardlinks"]);
}
