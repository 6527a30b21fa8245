import { COMMIT } from "./clone-refs.ts";
import { commitTree } from "./commit.ts";
import { Git } from "./git.ts";
import { fetchInto, type Import } from "./import-commits.ts";

/** Parent and author of a commit. */
interface TagCommitInput {
  readonly base: string;
  readonly env: Record<string, string>;
}

/**
 * Refs may name a file or a folder instead of a commit. Content that the hub lacks becomes a commit there; content that
 * it has is nothing of the session's own, and stands for its base. Incomplete content is left out. After
 * `importCommits`, in whose carrier it looks.
 */
export async function importTagged(
  place: Import,
  ids: readonly string[],
  { base, env }: TagCommitInput,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const hub = new Git({ gitDir: place.hub, config: place.config });
  const carrier = new Git({ gitDir: place.carrier, config: place.config });
  for (const id of ids) {
    const commit = await heldIn(hub, carrier, { id, base, env }).catch(() => undefined);
    const isThere = commit === base || (commit !== undefined && (await isFetched(place, carrier, commit)));
    if (commit !== undefined && isThere) found.set(id, commit);
  }
  return found;
}

async function heldIn(
  hub: Git,
  carrier: Git,
  { id, base, env }: TagCommitInput & { readonly id: string },
): Promise<string> {
  const content = await carrier.line(["rev-parse", "--verify", "--quiet", `${id}^{}`]);
  if (COMMIT.test(content) && (await hub.asks(["cat-file", "-e", content]))) return base;
  const type = await carrier.line(["cat-file", "-t", content]);
  const git = new Git({ ...carrier.place, index: `${carrier.place.gitDir}/index-of-${id}` });
  const name = `tagged-${content.slice(0, 7)}`;
  await git.run(["read-tree", base]);
  if (type === "tree") await git.run(["read-tree", "-i", `--prefix=${name}/`, content]);
  else await git.run(["update-index", "--add", "--replace", "--cacheinfo", `100644,${content},${name}`]);
  return commitTree(git, await git.line(["write-tree"]), { parents: [base], text: "Hold what a tag names", env });
}

const isFetched = (place: Import, carrier: Git, commit: string): Promise<boolean> =>
  fetchInto(place, carrier, [commit]).then(
    () => true,
    () => false,
  );
