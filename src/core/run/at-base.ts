import type { Fleet } from "../contracts/fleet.ts";
import type { Executed } from "../contracts/session.ts";
import type { Workspace } from "../contracts/workspace.ts";
import { runOwnerCommands } from "./owner-commands.ts";
import { reachOf } from "./reach.ts";

/**
 * True when the workspace's commands fail at the commit that a session began with, in a clone that is prepared and
 * contained like the session's. False when that clone cannot be prepared, or when the commands are stopped.
 */
export async function failsAtBase(
  fleet: Pick<Fleet, "folders" | "processes" | "environment">,
  { agent, folder, lock, upstream }: Pick<Executed, "agent" | "folder" | "lock" | "upstream">,
  workspace: Workspace,
  signal: AbortSignal,
): Promise<boolean> {
  const folders = await fleet.folders.create(fleet.folders.atBase(folder));
  const { clone, home } = folders;
  await workspace.clone(clone, upstream, agent.name);
  const place = { cwd: clone, home, deadline: agent.limits.minutes * 60_000, lock, reach: reachOf(folders, workspace) };
  if (await runOwnerCommands(fleet, workspace.setup, place, signal)) return false;
  const failure = await runOwnerCommands(fleet, workspace.verify, place, signal);
  return failure !== undefined && !signal.aborted;
}
