import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Git } from "./git.ts";

interface Origin {
  readonly hub: string;
  readonly config: string;
  readonly branch: string;
  readonly submodules: boolean;
  /** Paths that are not work, whatever the repository's own .gitignore says. */
  readonly exclude: readonly string[];
}

/** A private clone that borrows the hub's objects: an agent can do to it what it likes, and harms nobody. */
export async function cloneFrom(origin: Origin, folder: string, commit: string): Promise<void> {
  const { hub, config, branch, submodules, exclude } = origin;
  const gitDir = join(folder, ".git");
  await mkdir(gitDir, { recursive: true, mode: 0o700 });
  const clone = new Git({ gitDir, workTree: folder, config });
  await clone.run(["init", "--quiet", `--initial-branch=${branch}`]);
  await writeFile(join(gitDir, "objects", "info", "alternates"), `${join(hub, "objects")}\n`);
  await clone.run(["update-ref", `refs/heads/${branch}`, commit]);
  await clone.run(["update-ref", `refs/remotes/origin/${branch}`, commit]);
  await mkdir(join(gitDir, "info"), { recursive: true });
  await writeFile(join(gitDir, "info", "exclude"), exclude.map((path) => `/${path}\n`).join(""));
  await clone.run(["checkout", "--quiet", "--force", branch]);
  if (submodules) await clone.run(["submodule", "update", "--init", "--recursive"]);
}
