import { type NamedCommit, REMOTE_BRANCH } from "./clone-refs.ts";
import type { Git } from "./git.ts";

/** Milliseconds for asking the remote for its branches; without an answer none of their commits counts as published. */
const REMOTE_MS = 30_000;

/** Commits that the remote has, as far as is known here. It is asked where a clone names branches of a remote. */
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

/** Commits that the refs of the remote name; none where it does not answer. */
export async function remoteHas(hub: Git, remote: string): Promise<ReadonlySet<string>> {
  const signal = AbortSignal.timeout(REMOTE_MS);
  const listed = await hub.line(["ls-remote", "--", remote], { signal }).catch(() => "");
  return new Set(listed.split("\n").map((line) => line.split("\t")[0] ?? ""));
}
