import { constants } from "node:fs";
import { type FileHandle, lstat, mkdir, open, readlink, realpath } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";

const { O_RDONLY, O_WRONLY, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_DIRECTORY } = constants;

/** A path the agent may not have, and why, in words for the model. */
export class Refused extends Error {
  override readonly name = "Refused";
}

/**
 * The clone, as the only place there is: whatever a path says and whatever links lead to, what is opened is inside.
 * An opened file is checked again by its descriptor, so that a link put in the way meanwhile leads nowhere.
 */
export class Confined {
  private readonly root: string;

  private constructor(root: string) {
    this.root = root;
  }

  static async in(folder: string): Promise<Confined> {
    const real = await realpath(folder).catch((thrown: unknown) => {
      throw new Refused(reasonOf(thrown, folder));
    });
    return new Confined(real);
  }

  /** The real path of something that is there. */
  async find(path: string): Promise<string> {
    const real = await realpath(this.named(path)).catch((thrown: unknown) => {
      throw new Refused(reasonOf(thrown, path));
    });
    return this.inside(real, path);
  }

  /** As the agent knows it. */
  shown(real: string): string {
    return relative(this.root, real) || ".";
  }

  /** An ordinary file, to be read. The caller closes it. */
  async openToRead(path: string): Promise<FileHandle> {
    const real = await this.find(path);
    const file = await this.opened(real, O_RDONLY | O_NONBLOCK | O_NOFOLLOW, path);
    return this.checked(file, path);
  }

  /** An ordinary file, to be written anew; it and its folders are made where they are missing. */
  async openToWrite(path: string): Promise<FileHandle> {
    const target = await this.target(path);
    await mkdir(dirname(target), { recursive: true }).catch((thrown: unknown) => {
      throw new Refused(reasonOf(thrown, path));
    });
    const parent = await this.opened(dirname(target), O_RDONLY | O_DIRECTORY | O_NOFOLLOW, path);
    try {
      await this.isInside(parent, path);
      const entry = `/proc/self/fd/${parent.fd}/${basename(target)}`;
      const file = await this.opened(entry, O_WRONLY | O_CREAT | O_NONBLOCK | O_NOFOLLOW, path);
      return await this.checked(file, path);
    } finally {
      await parent.close();
    }
  }

  private async target(path: string): Promise<string> {
    const named = this.named(path);
    if (await lstat(named).catch(() => undefined)) return this.find(path);
    // The nearest folder that is there decides: the missing ones below it are made by us.
    let there = dirname(named);
    while (!(await lstat(there).catch(() => undefined))) there = dirname(there);
    const real = this.inside(await realpath(there).catch(() => "/"), path);
    return this.inside(join(real, relative(there, named)), path);
  }

  private named(path: string): string {
    if (path.includes("\0")) throw new Refused("a path holds no NUL character");
    return resolve(this.root, path);
  }

  private inside(real: string, path: string): string {
    if (real !== this.root && !real.startsWith(this.root + sep))
      throw new Refused(`${path} is outside the repository: only what is inside can be reached`);
    if (relative(this.root, real).split(sep)[0]?.toLowerCase() === ".git")
      throw new Refused(`${path} belongs to git: its files are neither read nor written`);
    return real;
  }

  private async isInside(handle: FileHandle, path: string): Promise<void> {
    this.inside(await readlink(`/proc/self/fd/${handle.fd}`), path);
  }

  private async checked(file: FileHandle, path: string): Promise<FileHandle> {
    try {
      await this.isInside(file, path);
      if (!(await file.stat()).isFile()) throw new Refused(`${path} is no ordinary file`);
      return file;
    } catch (thrown) {
      await file.close();
      throw thrown;
    }
  }

  private async opened(real: string, flags: number, path: string): Promise<FileHandle> {
    try {
      return await open(real, flags, 0o644);
    } catch (thrown) {
      throw new Refused(reasonOf(thrown, path));
    }
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "is not there",
  ELOOP: "is a link that leads nowhere, or round in circles",
  ENOTDIR: "goes through something that is no folder",
  EEXIST: "goes through something that is no folder",
  EISDIR: "is a folder",
  EACCES: "may not be opened",
  ENAMETOOLONG: "is too long a name",
  ENXIO: "is no ordinary file",
};

function reasonOf(thrown: unknown, path: string): string {
  const code = (thrown as NodeJS.ErrnoException).code ?? "";
  return `${path.slice(0, 300)} ${REASONS[code] ?? `cannot be opened (${code})`}`;
}
