import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Git } from "./git.ts";

interface Origin {
  readonly hub: string;
  readonly config: string;
  readonly branch: string;
}

/** A private clone that borrows the hub's objects: an agent can do to it what it likes, and harms nobody. */
export async function cloneFrom({ hub, config, branch }: Origin, folder: string, commit: string): Promise<void> {
  const gitDir = join(folder, ".git");
  await mkdir(gitDir, { recursive: true, mode: 0o700 });
  const clone = new Git({ gitDir, workTree: folder, config });
  await clone.run(["init", "--quiet", `--initial-branch=${branch}`]);
  await writeFile(join(gitDir, "objects", "info", "alternates"), `${join(hub, "objects")}\n`);
  await clone.run(["update-ref", `refs/heads/${branch}`, commit]);
  await clone.run(["update-ref", `refs/remotes/origin/${branch}`, commit]);
  await clone.run(["checkout", "--quiet", "--force", branch]);
}
