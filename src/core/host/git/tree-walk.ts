import type { Dirent, Stats } from "node:fs";
import { access, chmod, constants, lstat, readdir, unlink } from "node:fs/promises";

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

/** Result of one look at all files of a work tree. */
export interface TreeNotes {
  readonly inner: readonly InnerRepository[];
  /** Files that declare attributes. */
  readonly attributes: readonly string[];
  /** Files that were written since a moment, and their sizes. */
  readonly written: ReadonlyMap<string, number>;
  /** Files and folders that cannot be looked into, and why. */
  readonly unread: ReadonlyMap<string, string>;
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
  readonly unread = new Map<string, string>();
  private readonly root: string;
  private readonly since: number;

  constructor(root: string, since: number) {
    this.root = root;
    this.since = since;
  }

  async folder(path: string): Promise<void> {
    const entries = await this.read(path, () => this.entriesOf(this.place(path)));
    for (const entry of entries ?? []) await this.entry(path, entry);
  }

  private async entriesOf(place: Buffer): Promise<readonly Dirent<Buffer>[]> {
    const stats = await lstat(place);
    if (!stats.isDirectory()) return [];
    if ((stats.mode & LIST) !== LIST) await chmod(place, stats.mode | 0o700);
    return readdir(place, { encoding: "buffer", withFileTypes: true });
  }

  /** A place that cannot be looked into does not keep the walk from the others. */
  private async read<Found>(path: string, look: () => Promise<Found>): Promise<Found | undefined> {
    try {
      return await look();
    } catch (thrown) {
      const { code = "" } = thrown as NodeJS.ErrnoException;
      if (path === "") throw thrown;
      if (code !== "ENOENT") this.unread.set(path, WHY_UNREAD[code] ?? `the system says ${code || String(thrown)}`);
      return undefined;
    }
  }

  private async entry(folder: string, entry: Dirent<Buffer>): Promise<void> {
    const name = entry.name.toString("latin1");
    const path = folder === "" ? name : `${folder}/${name}`;
    if (name === GIT && folder !== "" && !isGitFolder(path))
      this.inner.push({ path: folder, isLink: !entry.isDirectory() });
    if (entry.isDirectory()) return this.folder(path);
    if (entry.isFile()) return this.file(path, name);
    if (entry.isSymbolicLink() && name === GIT && !isGitFolder(path)) await this.read(path, () => this.link(path));
    if (OPENED_BY_GIT.includes(name) && !entry.isSymbolicLink() && !isGitFolder(path)) await unlink(this.place(path));
  }

  private async file(path: string, name: string): Promise<void> {
    const stats = await this.read(path, () => this.readable(this.place(path)));
    if (!stats || isGitFolder(path)) return;
    if (name === ATTRIBUTES) this.attributes.push(path);
    if (wasWritten(stats, this.since)) this.written.set(path, stats.size);
  }

  private async readable(place: Buffer): Promise<Stats> {
    const stats = await lstat(place);
    if ((stats.mode & READ) === 0) await chmod(place, stats.mode | READ);
    if (stats.uid !== process.getuid?.()) await access(place, constants.R_OK);
    return stats;
  }

  /** Notes a link called ".git": only to git is it anything else than a link. */
  private async link(path: string): Promise<void> {
    const stats = await lstat(this.place(path));
    if (wasWritten(stats, this.since)) this.written.set(path, stats.size);
  }

  private place(path: string): Buffer {
    return Buffer.concat([Buffer.from(path === "" ? this.root : `${this.root}/`), Buffer.from(path, "latin1")]);
  }
}

/** In words, by what the system calls it. */
const WHY_UNREAD: Readonly<Record<string, string>> = {
  ENAMETOOLONG: "its path is longer than the system takes",
  EACCES: "it is another user's, and not to be read",
  EPERM: "it is another user's, and not to be read",
};

/** A file's own times can be set to anything; when it was changed last, in any way, is the kernel's to say. */
const wasWritten = (stats: Stats, since: number) => stats.ctimeMs > since;

/** In the git directory of the work tree itself: no part of what is in the tree. */
const isGitFolder = (path: string) => path === GIT || path.startsWith(`${GIT}/`);
