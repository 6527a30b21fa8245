import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { HeldLock } from "../contracts/locks.ts";
import type { HostProcess } from "../contracts/processes.ts";
import { usersOf } from "./open-files.ts";
import { isAlive } from "./process-identity.ts";
import { readRegularText } from "./regular-file.ts";

const LOCK = ".lock";
/** Bytes. */
const LONGEST_SIGNATURE = 4096;

/** Text that the holder of a lock has written about itself; empty where it cannot be read. */
export const signatureIn = (path: string): string => readRegularText(path, { most: LONGEST_SIGNATURE }, () => "");

/** Held locks of a folder, told from what the kernel says of open files: none of them is touched. */
export function heldLocks(folder: string): HeldLock[] {
  const names = filesIn(folder).filter((name) => name.endsWith(LOCK));
  const users = usersOf(names.map((name) => join(folder, name)));
  return names.flatMap((file) => {
    const path = join(folder, file);
    const { holders = [], waiting = [] } = users.get(path) ?? {};
    const [first] = holders;
    if (first === undefined) return [];
    const name = file.slice(0, -LOCK.length);
    return [
      { name, holder: holderOf(path) ?? { pid: first, alive: true }, since: sinceOf(path), waiting: waiting.length },
    ];
  });
}

/** Process that signed a lock: it may be gone while a process it started still holds the lock. */
function holderOf(path: string): HeldLock["holder"] | undefined {
  try {
    const holder = JSON.parse(signatureIn(path)) as HostProcess;
    return { pid: holder.pid, alive: isAlive(holder) };
  } catch {
    return undefined;
  }
}

/** A lock's file is signed when it is taken, and never written to in between. */
const sinceOf = (path: string): number => Math.round(statSync(path).mtimeMs);

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
