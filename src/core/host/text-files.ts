import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TextCache } from "../contracts/cache.ts";
import { readRegularText } from "./regular-file.ts";

/** Bytes. */
const MAX_TEXT_FILE_BYTES = 256 * 1024 * 1024;

/** A file for each of the last few texts, in a folder that can be deleted at any time. */
export class TextFiles implements TextCache {
  private readonly folder: string;
  private readonly most: number;

  constructor(folder: string, most = 8) {
    this.folder = folder;
    this.most = most;
  }

  async read(key: string): Promise<string | undefined> {
    return readRegularText(this.fileOf(key), { most: MAX_TEXT_FILE_BYTES }, () => undefined);
  }

  async write(key: string, text: string): Promise<void> {
    const draft = join(this.folder, `${randomUUID()}.draft`);
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      await writeFile(draft, text, { mode: 0o600 });
      await rename(draft, this.fileOf(key));
      await this.dropOldest();
    } catch {
      // It is worked out again.
    }
  }

  private fileOf(key: string): string {
    return join(this.folder, `${createHash("sha256").update(key).digest("hex")}.json`);
  }

  /** Drafts of the killed, too. */
  private async dropOldest(): Promise<void> {
    const files = (await readdir(this.folder)).map((name) => join(this.folder, name));
    const dated = await Promise.all(files.map(async (file) => ({ file, at: (await stat(file)).mtimeMs })));
    for (const { file } of dated.toSorted((a, b) => b.at - a.at).slice(this.most)) await rm(file, { force: true });
  }
}
