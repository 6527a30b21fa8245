import type { WorkRefusal } from "../../contracts/workspace.ts";
import type { CloneState } from "./clone-state.ts";
import { damaged, unfit } from "./collect-reasons.ts";
import type { Git } from "./git.ts";

/** The commit that files are a snapshot of, and why that must not be published. */
interface Start {
  readonly commit: string;
  readonly refusal?: WorkRefusal;
}

/**
 * Checked-out commit, where it is known and whole; otherwise the one the session began with: the files are what counts
 * then.
 */
export async function startOf(
  hub: Git,
  state: CloneState | undefined,
  { commits, base }: { readonly commits: ReadonlyMap<string, string>; readonly base: string },
): Promise<Start> {
  const { head } = state ?? {};
  if (!head) return { commit: base, refusal: damaged(state ? "HEAD" : "clone") };
  const place = head.branch === undefined ? "what is checked out" : `branch ${head.branch}, which is checked out,`;
  if (head.commit === undefined) return { commit: base, refusal: unfit(`${place} has no commit`) };
  const commit = commits.get(head.commit);
  if (commit === undefined) return { commit: base };
  const isRelated = await hub.asks(["merge-base", base, commit]);
  return { commit, ...(!isRelated && { refusal: unfit(`${place} has no commit in common with the branch`) }) };
}
