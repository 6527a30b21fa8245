import { join } from "node:path";
import type { NamedCommit } from "./clone-refs.ts";
import { Git } from "./git.ts";
import type { Import } from "./import-commits.ts";
import { RepositoryFiles } from "./repository-files.ts";

const APPLYING = "rebase-apply";
const PATCH = /^\d{4,}$/;
/** A folder of the commit that holds them. */
const HELD = "patches-not-applied";

/** Whom the commit is by, what it is made on, and where its index may stand. */
interface Making {
  readonly base: string;
  readonly env: Record<string, string>;
  readonly scratch: string;
}

/** Mails that "git am" was to apply when it was left: no commit and no file may have them. One commit in the hub holds them. */
export async function importPatches(place: Import, { base, env, scratch }: Making): Promise<readonly NamedCommit[]> {
  const files = new RepositoryFiles(place.gitDir);
  const workTrees = files.has("worktrees") ? files.list("worktrees").map(({ name }) => `worktrees/${name}/`) : [];
  const paths = ["", ...workTrees].flatMap((folder) => patchesIn(files, `${folder}${APPLYING}`));
  if (paths.length === 0) return [];
  const git = new Git({ gitDir: place.hub, config: place.config, index: join(scratch, "index-of-patches") });
  await git.run(["read-tree", base]);
  for (const path of paths) {
    const input = files.bytes(path) ?? Buffer.alloc(0);
    const name = path.replace(`${APPLYING}/`, "");
    const id = await git.line(["hash-object", "-w", "--stdin"], { input });
    await git.run(["update-index", "--add", "--replace", "--cacheinfo", `100644,${id},${HELD}/${name}`]);
  }
  const text = `Hold ${paths.length} patches`;
  const commit = await git.line(["commit-tree", await git.line(["write-tree"]), "-p", base, "-m", text], { env });
  return [{ id: commit, from: "what git am was to apply", name: HELD }];
}

function patchesIn(files: RepositoryFiles, folder: string): readonly string[] {
  if (!files.has(`${folder}/applying`)) return [];
  return files
    .list(folder)
    .flatMap((entry) => (entry.isFile() && PATCH.test(entry.name) ? `${folder}/${entry.name}` : []));
}
