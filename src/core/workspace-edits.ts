import type { Fleet } from "./contracts/fleet.ts";
import type { Workspace } from "./contracts/host.ts";
import type { Publication } from "./contracts/session.ts";
import type { FileEdit, WorkspaceView } from "./contracts/work.ts";

const ATTEMPTS = 10;

/** A change of files: a pure function of what is there by then, asked again whenever that has moved. */
export interface Edits {
  readonly message: Parameters<Workspace["commitEdits"]>[2];
  readonly edits: (view: WorkspaceView) => Promise<readonly FileEdit[]>;
}

/** Changes files of a workspace, published like any other work. */
export async function editWorkspace(
  fleet: Fleet,
  name: string,
  change: Edits,
  signal: AbortSignal,
): Promise<Publication> {
  const workspace = fleet.workspaces.get(name);
  const lock = await fleet.locks.hold(`publish-${name}`, signal);
  try {
    return await land({ fleet, workspace }, change, signal);
  } finally {
    lock.release();
  }
}

async function land(
  { fleet, workspace }: { readonly fleet: Fleet; readonly workspace: Workspace },
  change: Edits,
  signal: AbortSignal,
): Promise<Publication> {
  let reason = "";
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (attempt > 0) await fleet.clock.backOff(attempt, signal);
    const fetched = await workspace.fetch(signal);
    if (!fetched.ok) return { kind: "pending", reason: fetched.reason };
    const edits = await change.edits(workspace.view(fetched.commit));
    const tip = await workspace.commitEdits(fetched.commit, edits, change.message);
    const branch = workspace.branch;
    if (tip === fetched.commit) return { kind: "published", commit: tip, branch };
    const pushed = await workspace.push(tip, `refs/heads/${branch}`, signal);
    if (pushed.kind === "pushed") return { kind: "published", commit: tip, branch };
    if (pushed.kind === "failed") return { kind: "pending", reason: pushed.reason };
    reason = pushed.reason;
  }
  return { kind: "pending", reason: `the remote moved on ${ATTEMPTS} times in a row: ${reason}` };
}

/** Lessons of a session's that wait for a person. */
interface Waiting {
  readonly workspace: string;
  readonly session: string;
  readonly paths: readonly string[];
}

/** Under which a person is asked to look at what a session has left among the lessons. */
export const lessonsKey = (session: string): string => `lessons:${session}`;

/** Once for each session: nobody reads these until somebody has looked. */
export async function askToLook({ ledger, clock }: Fleet, { workspace, session, paths }: Waiting): Promise<void> {
  if (paths.length === 0) return;
  // Not by their names: what is owed stands in briefs, and a name can say anything.
  const lessons = paths.length === 1 ? "a lesson" : `${paths.length} lessons`;
  const action = `look at ${lessons} of session ${session.slice(-8)} in ${workspace}, which nobody reads before: midwatch lessons`;
  await ledger.oblige({ key: lessonsKey(session), owner: "owner", action, at: clock.now() });
}
