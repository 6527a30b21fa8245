import { readdirSync, statSync } from "node:fs";

/** Every other process of this machine that has the file open. Those of other users are not ours to see. */
export function holdersOf(path: string): number[] {
  const { dev, ino } = statSync(path);
  const isIt = (entry: string) => {
    const found = statSync(entry, { throwIfNoEntry: false });
    return found?.ino === ino && found.dev === dev;
  };
  return processes().filter((pid) => pid !== process.pid && openFiles(pid).some(isIt));
}

const processes = () =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

/** Processes end while we look. */
function openFiles(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((descriptor) => `/proc/${pid}/fd/${descriptor}`);
  } catch {
    return [];
  }
}
