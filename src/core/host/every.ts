import { setTimeout as sleep } from "node:timers/promises";

/** Looks again and again at the machine itself, by its own clock. What cannot be looked at now is looked at next time. */
export async function every(ms: number, look: () => Promise<unknown>, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    await sleep(ms, undefined, { signal: over, ref: false }).catch(() => {});
    if (!over.aborted) await look().catch(() => {});
  }
}
