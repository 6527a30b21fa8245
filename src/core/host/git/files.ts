import { randomUUID } from "node:crypto";
import type { Stats } from "node:fs";
import { lstat, symlink } from "node:fs/promises";
import { join } from "node:path";

/** A name that git has listed, each byte as one character, below a folder. */
export const bytesOf = (folder: string, path: string): Buffer =>
  Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(path, "latin1")]);

/** The same name as people read it. */
export const decodeGitPath = (path: string): string => Buffer.from(path, "latin1").toString("utf8");

/** True when a name is text, the only kind a program can be told in its environment. */
export const isText = (name: Buffer): boolean => Buffer.from(name.toString()).equals(name);

/** A folder as a program can be told of it: where its name is no text, by way of a link of ours. */
export async function folderFor(scratch: string, folder: Buffer): Promise<string> {
  if (isText(folder)) return folder.toString();
  const link = join(scratch, `folder-${randomUUID()}`);
  await symlink(folder, link);
  return link;
}

/** Tells folders of a work tree that are folders from links to somewhere else. */
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

/** Stats of a path; undefined when it does not exist, or only by way of a link. */
export async function statsOf(folders: RealFolders, path: string): Promise<Stats | undefined> {
  if (!(await folders.holds(path))) return undefined;
  return lstat(folders.path(path)).then(
    (stats) => stats,
    () => undefined,
  );
}
