import { mkdir, open, rename } from "node:fs/promises";
import { join } from "node:path";
import { v7 as uuid } from "uuid";
import type { Store } from "../contracts/plugin.ts";
import { MidwatchError } from "../errors.ts";
import { readRegularText } from "./regular-file.ts";

/** Bytes that a part may keep. */
const MAX_STORE_BYTES = 64 * 1024 * 1024;
const STORE_NAME = /^[a-z0-9][a-z0-9-]{0,100}$/;

/**
 * A file for each text, in a folder of the fleet's state. A process that is killed while it writes leaves the old text,
 * or the new one.
 */
export class FileStore implements Store {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  async read(name: string): Promise<string | undefined> {
    const path = this.path(name);
    return readRegularText(path, { most: MAX_STORE_BYTES }, ({ kind, reason }) => {
      if (kind === "missing") return undefined;
      throw new MidwatchError(`${path}: ${reason}`);
    });
  }

  async write(name: string, text: string): Promise<void> {
    const path = this.path(name);
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const draft = `${path}.${uuid()}.draft`;
    {
      await using file = await open(draft, "w", 0o600);
      await file.writeFile(text);
      await file.sync();
    }
    await rename(draft, path);
  }

  private path(name: string): string {
    if (!STORE_NAME.test(name)) throw new MidwatchError(`"${name}" is no name for what is kept: use a-z, 0-9 and -`);
    return join(this.folder, name);
  }
}
