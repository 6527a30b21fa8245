import type { PathLike, Stats } from "node:fs";
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  readSync,
  realpathSync,
  statSync,
} from "node:fs";
import { sep } from "node:path";
import { othersWhoMayWrite } from "./file-permissions.ts";

/** Conditions under which a file is read. */
export interface FileReading {
  /** Bytes. */
  readonly most: number;
  /** `cut` reads a longer file up to that; without it a longer file is not read at all. */
  readonly longer?: "cut";
  /** `own`: a link may lead to it, where the target is the owner's or root's and no other user may write it. */
  readonly links?: "own";
  /** It must be somewhere in this folder, whatever links the folders on the way are. */
  readonly within?: string;
}

/** Reason for not reading a file, in words that stand after its name. */
export interface FileRefusal {
  readonly ok: false;
  readonly kind: "missing" | "link" | "irregular" | "large" | "unreadable";
  readonly reason: string;
}

export type FileRead = { readonly ok: true; readonly bytes: Buffer; readonly stats: Stats } | FileRefusal;
type OpenedFile = { readonly ok: true; readonly descriptor: number; readonly stats: Stats } | FileRefusal;

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK, O_NOCTTY } = constants;
const CHUNK = 64 * 1024;

/**
 * The one way to read a file that others may have put there: it is a regular file of a bounded size, reached by no
 * link, and nothing blocks: not a pipe without a writer, and not a device. Never throws.
 */
export function readRegularFile(path: PathLike, reading: FileReading): FileRead {
  const opened = openRegularFile(path, reading);
  if (!opened.ok) return opened;
  try {
    const bytes = readBounded(opened.descriptor, reading);
    return bytes ? { ok: true, bytes, stats: opened.stats } : tooLarge(reading.most);
  } catch (thrown) {
    return unreadable(thrown);
  } finally {
    closeSync(opened.descriptor);
  }
}

/** The same file, opened, to be read bit by bit; the caller closes it. */
export function openRegularFile(path: PathLike, reading: FileReading): OpenedFile {
  let descriptor: number | undefined;
  try {
    const named = lstatSync(path);
    const refused = named.isSymbolicLink() ? linkRefusal(path, reading) : irregularity(named, reading);
    if (refused) return refused;
    // DueAgents at again by its descriptor: something else may have been put there in between.
    const flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | (named.isSymbolicLink() ? 0 : O_NOFOLLOW);
    descriptor = openSync(path, flags);
    const stats = fstatSync(descriptor);
    const wrong = irregularity(stats, reading) ?? strangers(stats, named) ?? strayed(descriptor, reading);
    if (!wrong) return { ok: true, descriptor, stats };
    closeSync(descriptor);
    return wrong;
  } catch (thrown) {
    if (descriptor !== undefined) closeSync(descriptor);
    return unreadable(thrown);
  }
}

/** Text of a regular file; for any other the result of `refuse`. Never throws. */
export function readRegularText<T>(
  path: PathLike,
  reading: FileReading,
  refuse: (refusal: FileRefusal) => T,
): string | T {
  const read = readRegularFile(path, reading);
  return read.ok ? read.bytes.toString("utf8") : refuse(read);
}

function readBounded(descriptor: number, { most, longer }: FileReading): Buffer | undefined {
  const chunks: Buffer[] = [];
  let total = 0;
  // It may grow while it is read.
  for (;;) {
    const chunk = Buffer.allocUnsafe(CHUNK);
    const read = readSync(descriptor, chunk, 0, CHUNK, null);
    if (read === 0) return Buffer.concat(chunks, total);
    total += read;
    chunks.push(chunk.subarray(0, read));
    if (total > most) return longer === "cut" ? Buffer.concat(chunks, most) : undefined;
  }
}

function linkRefusal(path: PathLike, reading: FileReading): FileRefusal | undefined {
  const target = readlinkSync(path);
  if (reading.links !== "own")
    return refusal(
      "link",
      `it is a link, to ${target}, and links are not followed here: put the file itself in its place`,
    );
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return refusal("link", `it is a link to ${target}, which is not there: mend or remove it`);
  return irregularity(stats, reading) ?? foreign(stats, target);
}

/**
 * A link of the owner's own may lead to a file of the owner's; a file that others may write would be theirs to choose.
 */
function foreign(stats: Stats, target: string): FileRefusal | undefined {
  const others = othersWhoMayWrite(stats);
  return others === undefined
    ? undefined
    : refusal("link", `it is a link to ${target}, which ${others}: link to a file that no other user can write`);
}

/** A link was judged by its target then; it has to lead to nothing else now. */
const strangers = (stats: Stats, named: Stats) =>
  named.isSymbolicLink() ? foreign(stats, "another file now") : undefined;

function strayed(descriptor: number, { within }: FileReading): FileRefusal | undefined {
  if (within === undefined) return undefined;
  const real = readlinkSync(`/proc/self/fd/${descriptor}`);
  return real.startsWith(realpathSync(within) + sep)
    ? undefined
    : refusal("link", `a link on the way leads out of ${within}, to ${real}: put the file itself in its place`);
}

function irregularity(stats: Stats, { most, longer }: FileReading): FileRefusal | undefined {
  if (!stats.isFile())
    return refusal("irregular", `it is ${kindOf(stats)} and no file: put a plain file in its place, or remove it`);
  return stats.size > most && longer !== "cut" ? tooLarge(most, stats.size) : undefined;
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return "a folder";
  if (stats.isFIFO()) return "a named pipe";
  if (stats.isSocket()) return "a socket";
  return stats.isSymbolicLink() ? "a link" : "a device";
}

const tooLarge = (most: number, size?: number) =>
  refusal(
    "large",
    `it has ${size === undefined ? "more than" : `${describeBytes(size)}, more than`} the ${describeBytes(most)} that are read`,
  );

const refusal = (kind: FileRefusal["kind"], reason: string): FileRefusal => ({ ok: false, kind, reason });

const BINARY_UNITS = ["bytes", "KiB", "MiB", "GiB", "TiB"];

function describeBytes(bytes: number): string {
  const power = bytes === 0 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), BINARY_UNITS.length - 1);
  return `${Number((bytes / 1024 ** power).toFixed(1))} ${BINARY_UNITS[power]}`;
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "midwatch may not read it: chmod u+r on it, or give it to the one who runs midwatch",
  EPERM: "midwatch may not read it: chmod u+r on it, or give it to the one who runs midwatch",
  ELOOP: "it is a link, and links are not followed here: put the file itself in its place",
  ENXIO: "it is no file: put a plain file in its place, or remove it",
};

function unreadable(thrown: unknown): FileRefusal {
  const { code = "", message } = thrown as NodeJS.ErrnoException;
  if (code === "ENOENT" || code === "ENOTDIR") return refusal("missing", "it is not there");
  return refusal("unreadable", REASONS[code] ?? `it cannot be read (${code || message})`);
}
