import {
  closeSync,
  constants,
  type Dirent,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  realpathSync,
} from "node:fs";
import { readRegularFile } from "../regular-file.ts";
import { bytesOf } from "./files.ts";

/** Bytes of one file: packed refs, a reflog, an index of some hundred thousand entries. */
const MOST_BYTES = 64 * 1024 * 1024;
const BLANKS = /^[ \t\r\n]+|[ \t\r\n]+$/g;

/** A path that is no plain file, or too large: it was not read, and its content is not known. */
export interface Unread {
  readonly path: string;
  readonly reason: string;
}

/**
 * A folder that an agent may write to, read as what it holds: plain files of a bounded size and real folders, each looked
 * at by its descriptor. Git would follow whatever has been put there. Names are bytes, each as one character.
 */
export class RepositoryFiles {
  private readonly root: string;
  /** Paths start here, below the root; with its slash. */
  private readonly at: string;
  readonly unread: Unread[];

  constructor(root: string, at = "", unread: Unread[] = []) {
    this.root = root;
    this.at = at;
    this.unread = unread;
  }

  /** Files below a folder of it. */
  below(folder: string): RepositoryFiles {
    return new RepositoryFiles(this.root, `${this.at}${folder}/`, this.unread);
  }

  /** Undefined when there is none, or none that may be read: then it is among the unread. */
  bytes(path: string): Buffer | undefined {
    const read = readRegularFile(this.pathOf(path), { most: MOST_BYTES, within: this.root });
    if (read.ok) return read.bytes;
    if (read.kind !== "missing") this.note(path, read.reason);
    return undefined;
  }

  /** Without blanks around it; empty when there is none. A byte of a name is no blank, whatever character it looks like. */
  text(path: string): string {
    return (this.bytes(path)?.toString("latin1") ?? "").replace(BLANKS, "");
  }

  /** Entries directly in a folder; none when it is not a folder. */
  list(path: string): readonly Dirent[] {
    let descriptor: number | undefined;
    try {
      const flags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;
      descriptor = openSync(this.pathOf(path), flags);
      const here = `/proc/self/fd/${descriptor}`;
      if (`${readlinkSync(here)}/`.startsWith(`${realpathSync(this.root)}/`))
        return readdirSync(here, { withFileTypes: true, encoding: "latin1" as "utf8" }).toSorted(byName);
      this.note(path, "a link on the way leads out of it");
    } catch (thrown) {
      const { code } = thrown as NodeJS.ErrnoException;
      if (code !== "ENOENT") this.note(path, `it is no folder that can be read (${code})`);
    } finally {
      if (descriptor !== undefined) closeSync(descriptor);
    }
    return [];
  }

  /** True when something of that name exists, of any kind. */
  has(path: string): boolean {
    return lstatSync(this.pathOf(path), { throwIfNoEntry: false }) !== undefined;
  }

  /** All files below a folder, their folders with them: "heads/fix/x". Links and pipes are among the unread. */
  files(folder: string, most: number): readonly string[] {
    const found: string[] = [];
    const open = [folder];
    for (let next = open.pop(); next !== undefined; next = open.pop())
      for (const entry of this.list(next)) {
        const path = `${next}/${entry.name}`;
        if (entry.isDirectory()) open.push(path);
        else if (entry.isFile()) found.push(path);
        else this.note(path, "it is no file");
        if (found.length + open.length > most) {
          this.note(folder, `there are more than ${most} files in it`);
          return found;
        }
      }
    return found;
  }

  private pathOf(path: string): Buffer {
    return bytesOf(this.root, `${this.at}${path}`);
  }

  private note(path: string, reason: string): void {
    this.unread.push({ path: `${this.at}${path}`, reason });
  }
}

const byName = (a: Dirent, b: Dirent) => (a.name < b.name ? -1 : 1);
