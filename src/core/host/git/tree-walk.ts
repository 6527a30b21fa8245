import type { Dirent, Stats } from "node:fs";
import { chmod, lstat, readdir, unlink } from "node:fs/promises";

const READ = 0o400;
const LIST = 0o500;
const GIT = ".git";
const ATTRIBUTES = ".gitattributes";
/** Git opens them wherever they stand, and would wait for what a pipe never says. */
const OPENED_BY_GIT = [".gitignore", ATTRIBUTES];

/** A folder in a work tree that has a .git of its own. */
export interface InnerRepository {
  /** From the work tree's root; names are bytes, each as one character. */
  readonly path: string;
  /** A file says that its repository stands elsewhere: a submodule, or another work tree. */
  readonly isLink: boolean;
}

/** What one look at all files of a work tree has found. */
export interface TreeNotes {
  readonly inner: readonly InnerRepository[];
  /** Where attributes are declared. */
  readonly attributes: readonly string[];
  /** Files that were written since a moment, and their sizes. */
  readonly written: ReadonlyMap<string, number>;
}

/**
 * Walks a work tree once. Folders and files whose permissions an agent has taken away from itself, and so from us, are
 * made readable: they hold its work, too.
 */
export async function walkTree(root: string, since = Number.POSITIVE_INFINITY): Promise<TreeNotes> {
  const walk = new TreeWalk(root, since);
  await walk.folder("");
  return walk;
}

class TreeWalk implements TreeNotes {
  readonly inner: InnerRepository[] = [];
  readonly attributes: string[] = [];
  readonly written = new Map<string, number>();
  private readonly root: string;
  private readonly since: number;

  constructor(root: string, since: number) {
    this.root = root;
    this.since = since;
  }

  async folder(path: string): Promise<void> {
    const place = this.place(path);
    const stats = await lstat(place);
    if (!stats.isDirectory()) return;
    if ((stats.mode & LIST) !== LIST) await chmod(place, stats.mode | 0o700);
    const entries = await readdir(place, { encoding: "buffer", withFileTypes: true });
    for (const entry of entries) await this.entry(path, entry);
  }

  private async entry(folder: string, entry: Dirent<Buffer>): Promise<void> {
    const name = entry.name.toString("latin1");
    const path = folder === "" ? name : `${folder}/${name}`;
    if (name === GIT && folder !== "" && !isOwn(path)) this.inner.push({ path: folder, isLink: !entry.isDirectory() });
    if (entry.isDirectory()) return this.folder(path);
    if (entry.isFile()) return this.file(path, name);
    if (OPENED_BY_GIT.includes(name) && !entry.isSymbolicLink() && !isOwn(path)) await unlink(this.place(path));
  }

  private async file(path: string, name: string): Promise<void> {
    const stats = await lstat(this.place(path));
    if ((stats.mode & READ) === 0) await chmod(this.place(path), stats.mode | READ);
    if (isOwn(path)) return;
    if (name === ATTRIBUTES) this.attributes.push(path);
    if (wasWritten(stats, this.since)) this.written.set(path, stats.size);
  }

  private place(path: string): Buffer {
    return Buffer.concat([Buffer.from(path === "" ? this.root : `${this.root}/`), Buffer.from(path, "latin1")]);
  }
}

/** A file's own times can be set to anything; when it was changed last, in any way, is the kernel's to say. */
const wasWritten = (stats: Stats, since: number) => stats.ctimeMs > since;

/** In the git directory of the work tree itself: no part of what is in the tree. */
const isOwn = (path: string) => path === GIT || path.startsWith(`${GIT}/`);
