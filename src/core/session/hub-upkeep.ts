import type { Fleet } from "../contracts/fleet.ts";
import type { Ended } from "../contracts/session.ts";
import { messageOf } from "../errors.ts";

/** Keeps the hub that a session has worked with quick; where another process is at that, it is left to it. */
export async function keepHubQuick({ locks, workspaces, events }: Fleet, ended: Ended): Promise<void> {
  const { workspace } = ended.agent;
  const lock = await locks.tryHold(`hub-${workspace}`);
  if (!lock) return;
  try {
    await workspaces.get(workspace).putTogether();
  } catch (thrown) {
    const doing = `putting the files of the hub of ${workspace} together`;
    events.emit(ended, { type: "trouble", data: { doing, error: messageOf(thrown) } });
  } finally {
    lock.release();
  }
}
