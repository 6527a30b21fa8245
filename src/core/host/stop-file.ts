import { statSync } from "node:fs";
import { readRegularFile } from "./regular-file.ts";

/** Bytes of a reason. */
const MAX_STOP_FILE_BYTES = 64 * 1024;

/** Text of the owner's stop file; undefined when there is none, empty when it cannot be read. */
export async function readStopFile(path: string): Promise<string | undefined> {
  const read = readRegularFile(path, { most: MAX_STOP_FILE_BYTES, longer: "cut", links: "own" });
  if (read.ok) return read.bytes.toString("utf8");
  return read.kind === "missing" ? undefined : "";
}

/** Epoch milliseconds at which a stop file was written; undefined when there is none. */
export function stopFileSince(path: string): number | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats && Math.floor(stats.mtimeMs);
}
