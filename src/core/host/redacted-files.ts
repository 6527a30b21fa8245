import { isUtf8 } from "node:buffer";
import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Redact } from "../contracts/credentials.ts";

/** Bytes that are looked at together, up to the end of a line. */
const AT_ONCE = 1024 * 1024;
/** A line without an end is cut there. */
const MAX_LINE_BYTES = 8 * AT_ONCE;
const NEW_LINE = 10;

/** Redacts every file below a folder, in place of what it was. Links are not followed; no folder is no files. */
export async function redactFiles(folder: string, redact: Redact): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await redactFiles(path, redact);
    if (entry.isFile()) await redactFile(path, redact);
  }
}

/** A file that changes nothing is not written: most hold nothing. */
async function redactFile(path: string, redact: Redact): Promise<void> {
  if (!(await isTouched(path, redact))) return;
  const draft = `${path}.${randomUUID()}`;
  try {
    await using to = await open(draft, "wx", 0o600);
    for await (const part of parts(path)) {
      const encoding = encodingOf(part);
      await to.write(redact(part.toString(encoding)), null, encoding);
    }
    await to.sync();
  } catch (thrown) {
    await rm(draft, { force: true });
    throw thrown;
  }
  await rename(draft, path);
}

async function isTouched(path: string, redact: Redact): Promise<boolean> {
  for await (const part of parts(path)) {
    const text = part.toString(encodingOf(part));
    if (redact(text) !== text) return true;
  }
  return false;
}

/** Bytes that are no text stay as they are. */
const encodingOf = (part: Buffer) => (isUtf8(part) ? "utf8" : "latin1");

/** Whole lines, as many as there are in so many bytes. */
async function* parts(path: string): AsyncGenerator<Buffer> {
  await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  let left: Buffer = Buffer.alloc(0);
  for (let read = await next(file); read.length > 0; read = await next(file)) {
    left = Buffer.concat([left, read]);
    const end = left.lastIndexOf(NEW_LINE) + 1 || (left.length > MAX_LINE_BYTES ? left.length : 0);
    if (end === 0) continue;
    yield left.subarray(0, end);
    left = left.subarray(end);
  }
  if (left.length > 0) yield left;
}

async function next(file: FileHandle): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(AT_ONCE), 0, AT_ONCE, null);
  return buffer.subarray(0, bytesRead);
}
