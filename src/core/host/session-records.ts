import { lstat, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

const CLONE_FOLDER = "clone";

/**
 * Removes the records of the oldest sessions, once all of them take more than so many bytes. Their ids sort by time.
 * One that still has a clone stays: a person has to look at it.
 */
export async function trimRecords(root: string, most: number): Promise<void> {
  let total = 0;
  for (const id of (await names(root)).toSorted().toReversed()) {
    const folder = join(root, id);
    total += await folderSize(folder);
    if (total > most && !(await names(folder)).includes(CLONE_FOLDER))
      await rm(folder, { recursive: true, force: true });
  }
}

/** Of all files below a folder, in bytes; a clone is no record. */
async function folderSize(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const sizes = entries.map(async (entry): Promise<number> => {
    if (entry.name === CLONE_FOLDER) return 0;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return folderSize(path);
    const { size } = await lstat(path).catch(() => ({ size: 0 }));
    return size;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

const names = (folder: string): Promise<readonly string[]> => readdir(folder).catch(() => []);
