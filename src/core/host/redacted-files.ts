import { isUtf8 } from "node:buffer";
import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Redact } from "../contracts/credentials.ts";

/** Bytes that are looked at together. */
const AT_ONCE = 64 * 1024;
/** Bytes on either side of a cut in which a secret that goes across it would stand. */
const AROUND = 8 * 1024;
/** Places that are tried for one cut: more bytes are read before it is tried anew. */
const MAX_PLACES = 4;
/** Nothing but secrets, as far as can be seen, is cut there. */
const MAX_PART_BYTES = 8 * 1024 * 1024;
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
    for await (const part of parts(path, redact)) {
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
  for await (const part of parts(path, redact)) {
    const text = textOf(part);
    if (redact(text) !== text) return true;
  }
  return false;
}

/** Bytes that are no text stay as they are. */
const encodingOf = (part: Buffer) => (isUtf8(part) ? "utf8" : "latin1");
const textOf = (part: Buffer) => part.toString(encodingOf(part));

/** A file in parts that are small, however long its lines are: no secret stands in two of them. */
async function* parts(path: string, redact: Redact): AsyncGenerator<Buffer> {
  await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  let left: Buffer = Buffer.alloc(0);
  for (let read = await next(file); read.length > 0; read = await next(file)) {
    left = Buffer.concat([left, read]);
    const end = cutIn(left, redact);
    if (end === 0) continue;
    yield left.subarray(0, end);
    left = left.subarray(end);
  }
  if (left.length > 0) yield left;
}

/** The last place at which nothing is cut in two that would be redacted; 0 where more has to be read to know one. */
function cutIn(bytes: Buffer, redact: Redact): number {
  let at = placeBefore(bytes, bytes.length - AROUND);
  for (let looked = 0; at > 0 && looked < MAX_PLACES; looked++, at = placeBefore(bytes, at - AROUND))
    if (isApart(bytes, at, redact)) return at;
  return bytes.length > MAX_PART_BYTES ? bytes.length : 0;
}

/** The beginning of a line, or of a letter where the line is long. */
function placeBefore(bytes: Buffer, most: number): number {
  if (most <= 0) return 0;
  const line = bytes.lastIndexOf(NEW_LINE, most - 1) + 1;
  if (line > most - AROUND && line > 0) return line;
  let at = most;
  while (at > 0 && isWithinLetter(bytes[at])) at -= 1;
  return at;
}

/** In UTF-8 every byte of a letter but its first begins with these bits. */
const isWithinLetter = (byte = 0) => (byte & 0xc0) === 0x80;

function isApart(bytes: Buffer, at: number, redact: Redact): boolean {
  const [before, after] = [bytes.subarray(startNear(bytes, at), at), bytes.subarray(at, at + AROUND)];
  const both = textOf(before) + textOf(after);
  return redact(both) === redact(textOf(before)) + redact(textOf(after));
}

/** Never within a letter. */
function startNear(bytes: Buffer, at: number): number {
  let from = Math.max(0, at - AROUND);
  while (from > 0 && isWithinLetter(bytes[from])) from -= 1;
  return from;
}

async function next(file: FileHandle): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(AT_ONCE), 0, AT_ONCE, null);
  return buffer.subarray(0, bytesRead);
}
