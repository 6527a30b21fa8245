import { spawn } from "node:child_process";
import { closeSync, constants, fstatSync, ftruncateSync, mkdirSync, openSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { HeldLock, Lock, Locks } from "../contracts/locks.ts";
import type { HostProcess } from "../contracts/processes.ts";
import { MidwatchError } from "../errors.ts";
import { heldLocks, signatureIn } from "./held-locks.ts";
import { heirsOf } from "./open-files.ts";
import { isAlive, thisProcess } from "./process-identity.ts";

const HELD_BY_ANOTHER = 75;

/**
 * Kernel locks in files of the fleet's state. `flock` locks our descriptor, which it inherits as its third, and ends:
 * the lock lives as long as any process holds that descriptor, and is free at once when the last one is killed.
 */
export class FileLocks implements Locks {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  async tryHold(name: string): Promise<Lock | undefined> {
    const lock = await this.lock(name, ["--nonblock"]);
    return lock ?? this.inherit(name);
  }

  async hold(name: string, signal: AbortSignal): Promise<Lock> {
    const lock = await this.lock(name, [], signal);
    if (lock) return lock;
    throw new MidwatchError(`could not lock ${name}: ${String(signal.reason)}`);
  }

  async held(): Promise<readonly HeldLock[]> {
    return heldLocks(this.folder);
  }

  /**
   * The holder is dead, and yet the lock is held: by what has escaped from its tree. Looks twice, so that a holder that
   * has the lock but has not yet written its name is not taken for an orphan. What was ended takes a moment to be gone.
   */
  private async inherit(name: string): Promise<Lock | undefined> {
    const dead = this.deadHolder(name);
    if (!dead) return undefined;
    await wait(LOOK_AGAIN_MS);
    if (this.deadHolder(name) !== dead) return undefined;
    for (const pid of heirsOf(this.path(name))) endNow(pid);
    for (let look = 0; look < EVICTION_LOOKS; look++) {
      await wait(EVICTION_MS);
      const lock = await this.lock(name, ["--nonblock"]);
      if (lock || this.deadHolder(name) !== dead) return lock;
    }
    return undefined;
  }

  /** Text that a dead holder has written about itself; undefined while the holder lives. */
  private deadHolder(name: string): string | undefined {
    const written = signatureIn(this.path(name));
    try {
      return isAlive(JSON.parse(written) as HostProcess) ? undefined : written;
    } catch {
      return undefined;
    }
  }

  private async lock(name: string, options: readonly string[], signal?: AbortSignal): Promise<Lock | undefined> {
    const descriptor = this.open(name);
    const code = await flock(descriptor, options, signal);
    if (code === 0 && this.isCurrent(name, descriptor)) return heldLock(name, descriptor);
    closeSync(descriptor);
    // Somebody has removed the file while we waited: the lock we got is on nothing.
    if (code === 0) return this.lock(name, options, signal);
    if (code === HELD_BY_ANOTHER || signal?.aborted) return undefined;
    throw new MidwatchError(`flock ended with ${code}: is util-linux installed, and ${this.folder} on a local disk?`);
  }

  /** Never through a link, and only a plain file: the folder is ours, and nothing else belongs there. */
  private open(name: string): number {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const flags = constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    const descriptor = openOr(this.path(name), flags, 0o600);
    if (descriptor !== undefined && fstatSync(descriptor).isFile()) return descriptor;
    if (descriptor !== undefined) closeSync(descriptor);
    throw new MidwatchError(`${this.path(name)} is not a plain file: remove it`);
  }

  private isCurrent(name: string, descriptor: number): boolean {
    return statSync(this.path(name), { throwIfNoEntry: false })?.ino === fstatSync(descriptor).ino;
  }

  private path(name: string): string {
    return join(this.folder, `${name}.lock`);
  }
}

/** Undefined for a link, a folder, a socket: a lock is never one of these. */
function openOr(path: string, flags: number, mode: number): number | undefined {
  try {
    return openSync(path, flags, mode);
  } catch (thrown) {
    if (["ELOOP", "EISDIR", "ENXIO"].includes(String((thrown as NodeJS.ErrnoException).code))) return undefined;
    throw thrown;
  }
}

function endNow(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
}

const LOOK_AGAIN_MS = 300;
const EVICTION_MS = 50;
const EVICTION_LOOKS = 100;

function heldLock(name: string, descriptor: number): Lock {
  let held = true;
  signs(descriptor);
  return {
    name,
    descriptor,
    release() {
      if (held) closeSync(descriptor);
      held = false;
    },
  };
}

function flock(descriptor: number, options: readonly string[], signal?: AbortSignal): Promise<number> {
  const argv = [...options, "--conflict-exit-code", String(HELD_BY_ANOTHER), "3"];
  return new Promise((done, fail) => {
    const child = spawn("flock", argv, {
      stdio: ["ignore", "ignore", "ignore", descriptor],
      ...(signal && { signal }),
    });
    child.on("error", (error) => (signal?.aborted ? done(HELD_BY_ANOTHER) : fail(notStarted(error))));
    // Killed by a sibling that ended what was left of a dead holder: somebody else is at it.
    child.once("exit", (code) => done(code ?? HELD_BY_ANOTHER));
  });
}

const notStarted = (error: Error) =>
  new MidwatchError(`flock could not be started (${error.message}): install util-linux, and look at the PATH`);

/**
 * Writes the holder into the lock, for the next process. Exclusion does not depend on it: a full disk must not undo a
 * lock.
 */
function signs(descriptor: number): void {
  try {
    ftruncateSync(descriptor);
    writeSync(descriptor, JSON.stringify(thisProcess()), 0);
  } catch {
    // The lock is held all the same.
  }
}
