import type { NamedCommit } from "./clone-refs.ts";
import { Git } from "./git.ts";
import { type HeldFile, type Holding, holdFiles } from "./held-files.ts";
import { RepositoryFiles } from "./repository-files.ts";

const APPLYING = "rebase-apply";
const PATCH = /^\d{4,}$/;
/** A folder of the commit that holds them. */
const PATCHES_BRANCH = "patches-not-applied";

/** Mails that "git am" was to apply when it was left: no commit and no file may have them. One commit in the hub holds them. */
export async function importPatches(gitDir: string, holding: Holding): Promise<readonly NamedCommit[]> {
  const files = new RepositoryFiles(gitDir);
  const workTrees = files.has("worktrees") ? files.list("worktrees").map(({ name }) => `worktrees/${name}/`) : [];
  const paths = ["", ...workTrees].flatMap((folder) => patchesIn(files, `${folder}${APPLYING}`));
  if (paths.length === 0) return [];
  const git = new Git({ gitDir: holding.hub, config: holding.config });
  const held: HeldFile[] = [];
  for (const path of paths) {
    const blob = await git.line(["hash-object", "-w", "--stdin"], { input: files.bytes(path) ?? Buffer.alloc(0) });
    held.push({ path: path.replace(`${APPLYING}/`, ""), blob });
  }
  const commit = await holdFiles(holding, PATCHES_BRANCH, { files: held, text: `Hold ${paths.length} patches` });
  return [{ id: commit, from: "what git am was to apply", name: PATCHES_BRANCH }];
}

function patchesIn(files: RepositoryFiles, folder: string): readonly string[] {
  if (!files.has(`${folder}/applying`)) return [];
  return files
    .list(folder)
    .flatMap((entry) => (entry.isFile() && PATCH.test(entry.name) ? `${folder}/${entry.name}` : []));
}
