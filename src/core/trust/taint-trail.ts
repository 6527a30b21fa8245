import type { Tainted, TaintRecord } from "../contracts/taint.ts";
import type { Change, Workspace } from "../contracts/workspace.ts";

/** Commits between which a session has changed texts. */
interface TaintStep {
  readonly session: string;
  readonly from: string;
  readonly to: string;
  /** Reason why its words may be those of strangers; undefined when they are not. */
  readonly origin: string | undefined;
}

/**
 * Remembers, before any agent can read them, which texts may be the words of strangers: those that a tainted session
 * has written, and those that have come of a tainted text by edits. A person's edit ends it: they have looked.
 */
export async function followTaint(taints: TaintRecord, workspace: Workspace, step: TaintStep): Promise<void> {
  if (step.from === step.to) return;
  const changes = await workspace.changes(step.from, step.to);
  const before = changes.flatMap((change) => change.before ?? []);
  const known = await taints.among(workspace.name, before);
  const moved = changes.find((change) => change.deleted && known.has(change.before ?? ""))?.before;
  const originOf = ({ before: old = moved ?? "" }: Change) => step.origin ?? known.get(old);
  await taints.add(
    changes.flatMap((change): Tainted[] => {
      const origin = originOf(change);
      if (change.after === undefined || origin === undefined) return [];
      return [{ workspace: workspace.name, blob: change.after, session: step.session, origin }];
    }),
  );
}
