import type { Stats } from "node:fs";
import { chmod, lstat, readdir } from "node:fs/promises";

const READ = 0o400;
const LIST = 0o500;

/** A name that git has listed, each byte as one character, below a folder. */
export const bytesOf = (folder: string, path: string): Buffer =>
  Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(path, "latin1")]);

/** Folders and files whose permissions an agent has taken away from itself, and so from us: they hold its work, too. */
export async function makeReadable(folder: string | Buffer): Promise<void> {
  const stats = await lstat(folder);
  if ((stats.mode & LIST) !== LIST) await chmod(folder, stats.mode | 0o700);
  for (const entry of await readdir(folder, { encoding: "buffer", withFileTypes: true })) {
    const path = Buffer.concat([Buffer.from(folder), Buffer.from("/"), entry.name]);
    if (entry.isDirectory()) await makeReadable(path);
    else if (entry.isFile()) await makeFileReadable(path);
  }
}

async function makeFileReadable(path: Buffer): Promise<void> {
  const { mode } = await lstat(path);
  if ((mode & READ) === 0) await chmod(path, mode | READ);
}

/** Which folders of a work tree are folders, and not links to somewhere else. */
export class RealFolders {
  private readonly root: string;
  private readonly known = new Map<string, Promise<boolean>>();

  constructor(root: string) {
    this.root = root;
  }

  path(path: string): Buffer {
    return bytesOf(this.root, path);
  }

  holds(path: string): Promise<boolean> {
    const slash = path.lastIndexOf("/");
    if (slash < 0) return Promise.resolve(true);
    const folder = path.slice(0, slash);
    const known = this.known.get(folder) ?? this.isReal(folder);
    this.known.set(folder, known);
    return known;
  }

  private async isReal(folder: string): Promise<boolean> {
    if (!(await this.holds(folder))) return false;
    return lstat(this.path(folder)).then(
      (stats) => stats.isDirectory(),
      () => false,
    );
  }
}

/** What is there; undefined when nothing is, or only by way of a link. */
export async function statsOf(folders: RealFolders, path: string): Promise<Stats | undefined> {
  if (!(await folders.holds(path))) return undefined;
  return lstat(folders.path(path)).then(
    (stats) => stats,
    () => undefined,
  );
}
