import type { Fleet } from "../contracts/fleet.ts";
import type { Publication } from "../contracts/outcome.ts";
import type { PushRefusal } from "../contracts/refusal.ts";
import type { FileEdit, WorkspaceView } from "../contracts/work.ts";
import type { Workspace } from "../contracts/workspace.ts";
import { type Built, land } from "../landing/landing.ts";

/** Publication of a change; with the remote's refusal where there was one. */
export type Edited = Publication & { readonly refusal?: PushRefusal };

/** A change of files: a pure function of the current files, asked again whenever they have changed. */
export interface Edits {
  readonly message: Parameters<Workspace["commitEdits"]>[2];
  readonly edits: (view: WorkspaceView) => Promise<readonly FileEdit[]>;
}

/** Changes files of a workspace, published like any other work. */
export async function editWorkspace(fleet: Fleet, name: string, change: Edits, signal: AbortSignal): Promise<Edited> {
  const workspace = fleet.workspaces.get(name);
  const lock = await fleet.locks.hold(`publish-${name}`, signal);
  try {
    return await publish({ fleet, workspace }, change, signal);
  } finally {
    lock.release();
  }
}

async function publish(
  { fleet, workspace }: { readonly fleet: Fleet; readonly workspace: Workspace },
  { edits, message }: Edits,
  signal: AbortSignal,
): Promise<Edited> {
  const build = async (upstream: string): Promise<Built> => {
    const tip = await workspace.commitEdits(upstream, await edits(workspace.view(upstream)), message);
    return tip === upstream ? { arrived: tip } : { tip };
  };
  const landed = await land({ clock: fleet.clock, workspace }, build, signal);
  if (landed.kind === "landed") return { kind: "published", commit: landed.commit, branch: workspace.branch };
  const { reason, refusal } = landed;
  return { kind: "pending", reason, ...(refusal && { refusal, refused: refusal.kind }) };
}

/** Lessons of a session's that wait for a person. */
interface Waiting {
  readonly workspace: string;
  readonly session: string;
  readonly paths: readonly string[];
}

/** Key of the obligation to look at lessons that a session has left. */
export const lessonsKey = (session: string): string => `lessons:${session}`;

/** Asks a person to look at a session's lessons, once for each session: no agent reads them before that. */
export async function askToLook({ ledger, clock }: Fleet, { workspace, session, paths }: Waiting): Promise<void> {
  if (paths.length === 0) return;
  // Not by their names: what is owed stands in briefs, and a name can say anything.
  const lessons = paths.length === 1 ? "a lesson" : `${paths.length} lessons`;
  const action = `look at ${lessons} of session ${session.slice(-8)} in ${workspace}, which no session reads until then: midwatch lessons`;
  await ledger.oblige({ key: lessonsKey(session), owner: "owner", action, at: clock.now() });
}
