import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { Git } from "./git.ts";

/** Made beside its place and moved there whole: of several that make it at once, one wins, and none sees a half. */
export async function makeHub(
  folder: string,
  { config, branch }: { readonly config: string; readonly branch: string },
): Promise<void> {
  await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
  const draft = await mkdtemp(`${folder}.`);
  await new Git({ gitDir: draft, config }).run(["init", "--bare", "--quiet", `--initial-branch=${branch}`]);
  await rename(draft, folder).catch(async (thrown: unknown) => {
    await rm(draft, { recursive: true, force: true });
    if (!existsSync(folder)) throw thrown;
  });
}
