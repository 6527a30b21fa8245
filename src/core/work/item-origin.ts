import type { TaintRecord } from "../contracts/taint.ts";
import type { Candidate, WorkspaceView } from "../contracts/work.ts";

interface OriginInput {
  readonly view: WorkspaceView;
  readonly workspace: string;
  readonly taints: TaintRecord;
}

/** The candidates, those whose files strangers may have had a part in marked as such, with where that comes from. */
export async function withOrigins(candidates: readonly Candidate[], place: OriginInput): Promise<readonly Candidate[]> {
  const { view, workspace, taints } = place;
  const paths = new Set(candidates.flatMap(({ path }) => path ?? []));
  if (paths.size === 0 || !(await taints.any(workspace))) return candidates;
  const blobs = await view.blobs([...paths]);
  const origins = await taints.among(workspace, [...blobs.values()]);
  return candidates.map((candidate) => {
    const origin = origins.get(blobs.get(candidate.path ?? "") ?? "");
    return origin === undefined ? candidate : { origin: { by: origin }, ...candidate, untrusted: true };
  });
}
