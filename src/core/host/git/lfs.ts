import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bytesOf } from "./files.ts";
import type { Git } from "./git.ts";
import { RepositoryFiles } from "./repository-files.ts";

const DECLARED = /\bfilter\s*=\s*lfs\b/;
const MAX_NAMED_FILES = 3;
/** A pointer is a few lines; a longer file is content. */
const LONGEST_POINTER = 1024;
const LFS_POINTER = /^version https:\/\/git-lfs\.github\.com\/spec\//;

/** True when any attributes of a work tree say that files are kept in LFS. */
export function declaresLfs(workTree: string, attributes: readonly string[]): boolean {
  const files = new RepositoryFiles(workTree);
  return attributes.some((path) => DECLARED.test(files.text(path)));
}

/** Those of the paths that attributes keep in LFS: as the work tree has them, or as the index does. */
export async function lfsAmong(git: Git, paths: readonly string[], from: "work-tree" | "index"): Promise<string[]> {
  if (paths.length === 0) return [];
  const input = Buffer.from(paths.map((path) => `${path}\0`).join(""), "latin1");
  const cached = from === "index" ? ["--cached"] : [];
  const printed = await git.bytes(["check-attr", ...cached, "-z", "--stdin", "filter"], { input });
  const fields = printed.toString("latin1").split("\0");
  return fields.filter((_, at) => at % 3 === 0 && fields[at + 2] === "lfs");
}

/**
 * Files that git-lfs has put in the place of pointers are no changes: where a commit has the very pointer for a file's
 * content, that pointer is what stands in the index. Answers by path, with what git calls the pointer.
 */
export async function knownPointers(
  { git, workTree, scratch }: { readonly git: Git; readonly workTree: string; readonly scratch: string },
  paths: readonly string[],
  commit: string,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const known = paths.length === 0 ? new Set<string>() : await blobsIn(git, commit);
  for (const path of paths) {
    const pointer = await pointerFor(bytesOf(workTree, path));
    if (pointer === undefined) continue;
    const file = join(scratch, "pointer");
    await writeFile(file, pointer);
    const blob = await git.line(["hash-object", "-w", "--no-filters", "--", file]);
    if (known.has(blob)) found.set(path, blob);
  }
  return found;
}

/** Undefined for a file that is a pointer already, or cannot be read. */
async function pointerFor(path: Buffer): Promise<string | undefined> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch(() => undefined);
  if (!file) return undefined;
  const hash = createHash("sha256");
  let size = 0;
  for await (const chunk of file.createReadStream() as AsyncIterable<Buffer>) {
    if (size === 0 && chunk.length <= LONGEST_POINTER && LFS_POINTER.test(chunk.toString("latin1"))) return undefined;
    hash.update(chunk);
    size += chunk.length;
  }
  return pointerTo(hash.digest("hex"), size);
}

/** As git-lfs writes it. */
export const pointerTo = (oid: string, size: number) =>
  `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${size}\n`;

async function blobsIn(git: Git, commit: string): Promise<ReadonlySet<string>> {
  const listed = (await git.bytes(["ls-tree", "-r", "-z", "--full-tree", commit])).toString("latin1");
  return new Set(listed.split("\0").map((entry) => entry.split("\t")[0]?.split(" ")[2] ?? ""));
}

/**
 * Reason a commit must not be published in a repository that keeps files in LFS: it has content or pointers that
 * `known` has not, and the objects that belong to them are on no server. `git` has the commit in its index.
 */
export async function lfsRefusal(git: Git, known: string, commit: string): Promise<string | undefined> {
  const options = ["-r", "-z", "--raw", "--no-abbrev", "--no-renames", "--diff-filter=d"];
  const listed = (await git.bytes(["diff-tree", ...options, known, commit])).toString("latin1").split("\0");
  const changed = new Map(
    listed.flatMap((field, at) => (field.startsWith(":") ? [[listed[at + 1] ?? "", field.split(" ")[3] ?? ""]] : [])),
  );
  const paths = await lfsAmong(git, [...changed.keys()], "index");
  if (paths.length === 0) return undefined;
  const blobs = await blobsIn(git, known);
  const fresh = paths.filter((path) => !blobs.has(changed.get(path) ?? ""));
  if (fresh.length === 0) return undefined;
  const names = fresh.slice(0, MAX_NAMED_FILES).map((path) => Buffer.from(path, "latin1").toString("utf8"));
  const more = fresh.length > MAX_NAMED_FILES ? ` and ${fresh.length - MAX_NAMED_FILES} more files` : "";
  const are = fresh.length > 1 ? "are" : "is";
  return `${names.join(", ")}${more} ${are} kept in LFS by .gitattributes, and midwatch does not write LFS objects: commit it with git-lfs yourself, or take it out of LFS`;
}
