import { readdirSync, readFileSync, type Stats, statSync } from "node:fs";

/** Flag of descriptors that Node opens itself; inherited ones do not have it. */
const CLOSE_ON_EXEC = 0o2000000;

/**
 * Every process that holds the lock on a file without having opened the file itself: it has inherited the descriptor,
 * and with it the lock. A process that is about to take the lock, or has just taken it, is none of them. Processes of
 * other users are not ours to see.
 */
export function heirsOf(path: string): number[] {
  const { dev, ino } = statSync(path);
  const isIt = ({ entry, about }: Descriptor) => {
    const found = statsOf(entry);
    return found?.ino === ino && found.dev === dev && isInheritedLock(about);
  };
  return processes().filter((pid) => pid !== process.pid && descriptorsOf(pid).some(isIt));
}

/** Processes that have a file open: those that hold its lock, and those that wait for it. */
export interface Users {
  readonly holders: readonly number[];
  readonly waiting: readonly number[];
}

/** The users of each of these files, in one look at all processes. Those of other users are not ours to see. */
export function usersOf(paths: readonly string[]): ReadonlyMap<string, Users> {
  const files = new Map(paths.map((path) => [fileKey(statsOf(path)), path]));
  const users = new Map(paths.map((path) => [path, { holders: [] as number[], waiting: [] as number[] }]));
  for (const pid of processes()) for (const { entry, about } of descriptorsOf(pid)) note(pid, entry, about);
  return users;

  function note(pid: number, entry: string, about: string): void {
    const path = files.get(fileKey(statsOf(entry)));
    const found = path === undefined ? undefined : users.get(path);
    if (!found) return;
    const text = readOr(about);
    if (/^lock:.*FLOCK/m.test(text)) found.holders.push(pid);
    else if (isClosedOnExec(text)) found.waiting.push(pid);
  }
}

const fileKey = (stats: Stats | undefined) => (stats ? `${stats.dev}:${stats.ino}` : "");

/** Opened by the process itself, and not inherited: a lock is waited for by a process and its flock. */
const isClosedOnExec = (about: string) => (flagsIn(about) & CLOSE_ON_EXEC) !== 0;

interface Descriptor {
  readonly entry: string;
  /** The kernel's description: its flags, its locks. */
  readonly about: string;
}

function isInheritedLock(about: string): boolean {
  const text = readOr(about);
  return (flagsIn(text) & CLOSE_ON_EXEC) === 0 && /^lock:.*FLOCK/m.test(text);
}

const flagsIn = (about: string) => Number.parseInt(/^flags:\s*(?<octal>[0-7]+)/m.exec(about)?.groups?.octal ?? "0", 8);

const processes = () =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

/** Processes end while we look. */
function descriptorsOf(pid: number): Descriptor[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((name) => ({
      entry: `/proc/${pid}/fd/${name}`,
      about: `/proc/${pid}/fdinfo/${name}`,
    }));
  } catch {
    return [];
  }
}

/** Undefined for a descriptor that is gone, or is not ours to see. */
function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function readOr(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
