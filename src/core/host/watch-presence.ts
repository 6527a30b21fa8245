import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import type { WatchPresence } from "../contracts/watch-presence.ts";
import { isAlive, thisProcess } from "./process-identity.ts";

const FILE = "watch.json";

/** By hand: a schema's library takes longer to load than all else that `status` needs. */
function isPresence(noted: unknown): noted is WatchPresence {
  const { process: own, since, user, version } = (noted ?? {}) as Partial<WatchPresence>;
  const texts = [user, version, own?.startTime, own?.boot];
  return typeof since === "number" && typeof own?.pid === "number" && texts.every((text) => typeof text === "string");
}

/** Notes in the fleet's state that this process watches it, until it is disposed of. Of two watches the later one stands. */
export function announceWatch(state: string, { since, version }: { since: number; version: string }): Disposable {
  const own: WatchPresence = { process: thisProcess(), since, user: userInfo().username, version };
  const file = join(state, FILE);
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(own)}\n`);
  renameSync(draft, file);
  return {
    [Symbol.dispose]() {
      if (noteIn(state)?.process.pid === process.pid) rmSync(file, { force: true });
    },
  };
}

/** The watch that runs on this machine; undefined when there is none, and after one that was killed. */
export function presentWatch(state: string): WatchPresence | undefined {
  const noted = noteIn(state);
  return noted && isAlive(noted.process) ? noted : undefined;
}

function noteIn(state: string): WatchPresence | undefined {
  try {
    const noted: unknown = JSON.parse(readFileSync(join(state, FILE), "utf8"));
    return isPresence(noted) ? noted : undefined;
  } catch {
    return undefined; // Nobody has watched it, or what is there was cut off.
  }
}
