import { readdirSync, readFileSync, type Stats, statSync } from "node:fs";

/** Node opens its own so; what a child has inherited is not. */
const CLOSE_ON_EXEC = 0o2000000;

/**
 * Every process that holds the lock on a file without having opened the file itself: it has inherited the descriptor,
 * and with it the lock. Whoever is about to take the lock, or has just taken it, is none of them. Processes of other
 * users are not ours to see.
 */
export function heirsOf(path: string): number[] {
  const { dev, ino } = statSync(path);
  const isIt = ({ entry, about }: Descriptor) => {
    const found = statsOf(entry);
    return found?.ino === ino && found.dev === dev && isInheritedLock(about);
  };
  return processes().filter((pid) => pid !== process.pid && descriptorsOf(pid).some(isIt));
}

interface Descriptor {
  readonly entry: string;
  /** The kernel's description: its flags, its locks. */
  readonly about: string;
}

function isInheritedLock(about: string): boolean {
  const flags = Number.parseInt(/^flags:\s*(?<octal>[0-7]+)/m.exec(readOr(about))?.groups?.octal ?? "0", 8);
  return (flags & CLOSE_ON_EXEC) === 0 && /^lock:.*FLOCK/m.test(readOr(about));
}

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

/** Undefined for what has gone, and for what is not ours to see. */
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
