import type { NamedCommit } from "./clone-refs.ts";
import { workCommits } from "./work-refs.ts";

/** Commits that a look at a clone has found: by name, and by the id that the clone names them with. */
interface FoundCommits {
  readonly named: readonly NamedCommit[];
  readonly commits: ReadonlyMap<string, string>;
}

/** Adds the commits of earlier looks: they stay found, whatever has become of the clone since. */
export async function withEarlier(
  hub: string,
  session: string,
  { base, named, commits }: FoundCommits & { readonly base: string },
): Promise<FoundCommits> {
  const known = new Set([base, ...commits.values()]);
  const earlier = (await workCommits(hub, session)).filter((id) => !known.has(id));
  const found = earlier.map((id) => ({ id, from: "an earlier look at its clone", name: "earlier" }));
  return { named: [...named, ...found], commits: new Map([...commits, ...earlier.map((id) => [id, id] as const)]) };
}
