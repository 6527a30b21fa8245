import type { Fleet } from "../contracts/fleet.ts";
import type { Workspace } from "../contracts/workspace.ts";
import { messageOf } from "../errors.ts";

/** A session that is settled. */
export interface Settled {
  readonly id: string;
  readonly folder: string;
  readonly workspace: string;
}

/**
 * Clears away what a settled session leaves behind: its clone, once everything in it is under a ref of the hub, and the
 * refs that kept its work until that had come to its place.
 */
export async function clearAway(fleet: Fleet, { id, folder, workspace: name }: Settled): Promise<void> {
  const { folders, ledger, clock, workspaces } = fleet;
  const workspace = workspaces.get(name);
  await folders.redactRecords(folder);
  const isWhole = (await folders.hasClone(folder)) && !(await folders.isBeingDropped(folder));
  const left = isWhole ? await workspace.work.leftIn(folder) : [];
  if (left.length > 0) {
    const action = `look at ${folders.clone(folder)}, which holds what could not be kept: ${left.join("; ")}`;
    await ledger.oblige({ key: `clone:${id}`, owner: "owner", action, at: clock.now() });
  } else
    await folders.drop(folder).catch(async (thrown: unknown) => {
      const action = `look at ${folders.clone(folder)}, which could not be removed: ${messageOf(thrown)}; a program of its session may still be writing there`;
      await ledger.oblige({ key: `clone:${id}`, owner: "owner", action, at: clock.now() });
    });
  await letGo(fleet, workspace);
}

/** Removes the refs of sessions whose work is on the branch, or under a rescue ref. */
async function letGo({ ledger, folders }: Fleet, workspace: Workspace): Promise<void> {
  const open = (await ledger.history.openSessions()).map(({ id }) => id);
  // What a clone holds that is still there may be nowhere else.
  const inUse = new Set([...open, ...(await folders.withClone())]);
  const settled: string[] = [];
  for (const session of await workspace.work.sessions())
    if (!inUse.has(session) && (await isInPlace(ledger, session))) settled.push(session);
  if (settled.length > 0) await workspace.work.letGo(settled);
}

async function isInPlace(ledger: Fleet["ledger"], session: string): Promise<boolean> {
  const effects = await ledger.history.effects(session);
  // What cannot be read may be work that is still to be published.
  return effects.every(({ kind, state }) => (kind !== "publish" && kind !== "unreadable") || state === "confirmed");
}
