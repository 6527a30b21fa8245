import { join } from "node:path";
import { commitTree } from "./commit.ts";
import { Git } from "./git.ts";

/** Author and parent of a commit of held files, and the place of its index. */
export interface Holding {
  readonly hub: string;
  readonly config: string;
  readonly base: string;
  readonly env: Record<string, string>;
  readonly scratch: string;
}

/** A file to be held, and what git calls its content in the hub. */
export interface HeldFile {
  readonly path: string;
  readonly blob: string;
}

/** A commit of the hub on `base`, with those files in a folder of it: they were in no commit and in no file. */
export async function holdFiles(
  { hub, config, base, env, scratch }: Holding,
  folder: string,
  held: { readonly files: readonly HeldFile[]; readonly text: string },
): Promise<string> {
  const git = new Git({ gitDir: hub, config, index: join(scratch, `index-of-${folder}`) });
  await git.run(["read-tree", base]);
  const lines = held.files.map(({ path, blob }) => `100644 ${blob}\t${folder}/${path}\0`).join("");
  await git.run(["update-index", "--add", "--replace", "-z", "--index-info"], { input: Buffer.from(lines, "latin1") });
  return commitTree(git, await git.line(["write-tree"]), { parents: [base], text: held.text, env });
}
