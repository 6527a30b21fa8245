import { type NamedCommit, REMOTE_BRANCH } from "./clone-refs.ts";
import type { Git } from "./git.ts";

/** What asking the remote for its branches may take; without an answer nothing of them counts as published. */
const REMOTE_MS = 30_000;

/** What the remote has, as far as that is known here. It is asked where a clone names branches of a remote. */
export async function publishedAmong(
  hub: Git,
  { upstream, remote }: { readonly upstream: string; readonly remote: string },
  named: readonly NamedCommit[],
): Promise<readonly string[]> {
  const known = await hub.line(["rev-parse", "--verify", "--quiet", upstream]).catch(() => "");
  if (!named.some(({ from }) => from.startsWith(REMOTE_BRANCH))) return [known].filter(Boolean);
  const there = await remoteHas(hub, remote);
  return [known, ...named.map(({ id }) => id).filter((id) => there.has(id))].filter(Boolean);
}

/** What the refs of the remote name; nothing where it does not answer. */
export async function remoteHas(hub: Git, remote: string): Promise<ReadonlySet<string>> {
  const signal = AbortSignal.timeout(REMOTE_MS);
  const listed = await hub.line(["ls-remote", "--", remote], { signal }).catch(() => "");
  return new Set(listed.split("\n").map((line) => line.split("\t")[0] ?? ""));
}
