import { createHash } from "node:crypto";
import { relative } from "node:path";
import { readRegularFile } from "./regular-file.ts";

/** Bytes. */
const MAX_MARKS_BYTES = 64 * 1024 * 1024;

/** Marks of files, by path from a folder: a mark changes with its file's content; a missing file has none. */
export function marksOf(folder: string, paths: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    paths.flatMap((path) => {
      const read = readRegularFile(path, { most: MAX_MARKS_BYTES, links: "own" });
      if (!read.ok) return read.kind === "missing" ? [] : [[relative(folder, path), read.reason] as const];
      return [[relative(folder, path), createHash("sha256").update(read.bytes).digest("hex")] as const];
    }),
  );
}
