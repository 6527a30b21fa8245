import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { folderOfConnection, readDocument } from "./connections.ts";
import { writeWhole } from "./whole-file.ts";
import { HandOver } from "./wire.ts";

/** A hand-over that waits, and its file. */
interface Spooled {
  readonly file: string;
  readonly what: HandOver;
}

const AT_DIGITS = 15;

/** Hand-overs of a connection that have not landed yet: a file each, in the order in which they were made. */
export class Spool {
  private readonly folder: string;
  private readonly refused: string;

  constructor(connection: string) {
    this.folder = join(folderOfConnection(connection), "spool");
    this.refused = join(folderOfConnection(connection), "refused");
  }

  /** Adds it, unless it waits already. On the disk when it answers. */
  async put(what: HandOver): Promise<void> {
    if (names(this.folder).some((name) => name.endsWith(`-${what.id}.json`))) return;
    const name = `${String(what.at).padStart(AT_DIGITS, "0")}-${what.id}.json`;
    await writeWhole(join(this.folder, name), `${JSON.stringify(what)}\n`);
  }

  /** The oldest first. */
  all(): readonly Spooled[] {
    return names(this.folder).flatMap((name) => {
      const file = join(this.folder, name);
      const what = readDocument(file, HandOver);
      return what ? [{ file, what }] : [];
    });
  }

  /** Number of files: what cannot be read lies there, too. */
  get size(): number {
    return names(this.folder).length;
  }

  /** Files in it that are no hand-overs: nobody takes them but a person. */
  unreadable(): readonly string[] {
    const readable = new Set(this.all().map(({ file }) => file));
    return names(this.folder)
      .map((name) => join(this.folder, name))
      .filter((file) => !readable.has(file));
  }

  async landed(id: string): Promise<void> {
    for (const file of this.filesOf(id)) await rm(join(this.folder, file), { force: true });
  }

  /** Put aside, for the person to look at: it is never sent again. */
  async putAside(id: string): Promise<void> {
    await mkdir(this.refused, { recursive: true, mode: 0o700 });
    for (const file of this.filesOf(id)) await rename(join(this.folder, file), join(this.refused, file)).catch(gone);
  }

  /** Files of what was refused for good. */
  asides(): readonly string[] {
    return names(this.refused).map((name) => join(this.refused, name));
  }

  private filesOf(id: string): readonly string[] {
    return names(this.folder).filter((name) => name.endsWith(`-${id}.json`));
  }
}

/** The same words of the same conversation are the same hand-over. */
export const handOverId = (...parts: readonly string[]): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".json"))
      .toSorted();
  } catch {
    return [];
  }
}

/** Another process of ours was quicker. */
function gone(thrown: NodeJS.ErrnoException): void {
  if (thrown.code !== "ENOENT") throw thrown;
}
