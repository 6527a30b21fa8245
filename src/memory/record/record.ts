import { constants, type FileHandle, mkdir, open, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { Redact } from "../../core/contracts/credentials.ts";
import { MidwatchError } from "../../core/errors.ts";
import { readRegularFile } from "../../core/host/regular-file.ts";
import { redacted } from "../../core/text/redacted.ts";
import type { RecordEntry } from "./entry.ts";
import { decodeLine, encodeLine } from "./line.ts";

/** Contents of a record: its entries in order, and the lines that are not as they were once written. */
export interface Recorded {
  readonly entries: readonly RecordEntry[];
  /** Counted from 1. */
  readonly damaged: readonly number[];
  /** Bytes: changes with every entry. */
  readonly size: number;
}

/** Bytes. */
const MAX_RECORD_BYTES = 2 * 1024 ** 3;
const { O_RDWR, O_CREAT, O_APPEND, O_NOFOLLOW, O_NONBLOCK } = constants;
const APPENDED = O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK;

/** An agent's memory as it was written, line by line; nothing in it is ever changed. Callers hold a lock to append. */
export class MemoryRecord {
  readonly file: string;
  private readonly redact: Redact;

  constructor(file: string, redact: Redact = (text) => text) {
    this.file = file;
    this.redact = redact;
  }

  async size(): Promise<number> {
    const found = await stat(this.file).catch(absent);
    return found?.size ?? 0;
  }

  async read(): Promise<Recorded> {
    const found = readRegularFile(this.file, { most: MAX_RECORD_BYTES });
    if (!found.ok && found.kind !== "missing") throw new MidwatchError(`${this.file}: ${found.reason}`);
    const bytes = found.ok ? found.bytes : Buffer.alloc(0);
    const lines = bytes.toString("utf8").split("\n");
    const entries: RecordEntry[] = [];
    const damaged: number[] = [];
    for (const [at, line] of lines.entries()) {
      if (line === "") continue;
      const entry = decodeLine(line);
      if (entry === undefined) damaged.push(at + 1);
      else entries.push(entry as RecordEntry);
    }
    return { entries, damaged, size: bytes.length };
  }

  /** On the disk when it answers. */
  async append(entry: RecordEntry): Promise<void> {
    await mkdir(dirname(this.file), { recursive: true, mode: 0o700 });
    const isNew = (await this.size()) === 0;
    const file = await open(this.file, APPENDED, 0o600);
    try {
      await file.appendFile(`${await mending(file)}${encodeLine(redacted(entry, this.redact))}`);
      await file.sync();
    } finally {
      await file.close();
    }
    if (isNew) await syncFolder(dirname(this.file));
  }
}

/** Line end that a write killed in the middle of its line has left out: that line must not spoil the next one. */
async function mending(file: FileHandle): Promise<string> {
  const { size } = await file.stat();
  if (size === 0) return "";
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer.toString() === "\n" ? "" : "\n";
}

/** A file that is new is there after a power cut only when its folder says so. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function absent(thrown: NodeJS.ErrnoException): undefined {
  if (thrown.code !== "ENOENT") throw thrown;
}
