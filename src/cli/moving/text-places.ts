import {
  chownSync,
  closeSync,
  existsSync,
  fchmodSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { MidwatchError, messageOf } from "../../core/errors.ts";
import { readCrontab, writeCrontab } from "../../core/host/crontab.ts";

/** A text outside of midwatch's state that it may have to change: a file, or a person's crontab. */
export interface TextPlace {
  readonly name: string;
  read(): Promise<Buffer | undefined>;
  /** Undefined takes it away. Rejects with a sentence, and leaves what was there. */
  write(bytes: Buffer | undefined): Promise<void>;
}

export const crontabPlace: TextPlace = { name: "your crontab", read: readCrontab, write: writeCrontab };

/** A file, with the rights and the owner that it has. */
export const filePlace = (path: string): TextPlace => ({
  name: path,
  read: async () => (existsSync(path) ? readFileSync(path) : undefined),
  write: async (bytes) => {
    try {
      if (bytes === undefined) rmSync(path, { force: true });
      else replace(existsSync(path) ? realpathSync(path) : path, bytes);
    } catch (thrown) {
      throw new MidwatchError(`${path} cannot be written: ${messageOf(thrown)}`);
    }
  },
});

function replace(path: string, bytes: Buffer): void {
  const draft = `${path}.midwatch`;
  const there = statSync(path, { throwIfNoEntry: false });
  const file = openSync(draft, "w", there?.mode ?? 0o644);
  try {
    if (there) fchmodSync(file, there.mode & 0o7777);
    writeSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  // Only root may give a file away, and only root has to.
  if (there && process.getuid?.() === 0) chownSync(draft, there.uid, there.gid);
  renameSync(draft, path);
}

/** Removes folders that midwatch made, the inmost first, where nothing is in them. */
export function removeEmpty(folders: readonly string[]): void {
  for (const folder of folders.toReversed()) {
    try {
      rmdirSync(folder);
    } catch {
      return; // Somebody uses it.
    }
  }
}
