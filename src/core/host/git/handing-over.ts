import { lstat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** Beside a session's clone: what was written before it was made ready it, what is written later is the agent's. */
const HANDED_OVER = "handed-over";

/** The file system's clock moves in steps of up to ten milliseconds: what is written in the next one is later for certain. */
const STEP_MS = 20;

export async function handOver(folder: string): Promise<void> {
  await writeFile(join(folder, HANDED_OVER), "");
  await pause(STEP_MS);
}

/** Time of the handing over, in milliseconds of the file system's own clock; never, where nothing was handed over. */
export async function handedOver(folder: string): Promise<number> {
  return lstat(join(folder, HANDED_OVER)).then(
    ({ ctimeMs }) => ctimeMs,
    () => Number.POSITIVE_INFINITY,
  );
}
