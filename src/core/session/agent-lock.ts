import type { Locks } from "../contracts/locks.ts";

/** One session at a time for each agent, whoever starts it. */
export const agentLock = (agent: string): string => `agent-${agent}`;

/** Calls `work` while no process works as that agent; does nothing where one does. */
export async function whileFree(
  locks: Pick<Locks, "tryHold">,
  agent: string,
  work: () => Promise<void>,
): Promise<void> {
  const lock = await locks.tryHold(agentLock(agent));
  if (!lock) return;
  try {
    await work();
  } finally {
    lock.release();
  }
}
