import type { Stats } from "node:fs";
import { lstat, readlink } from "node:fs/promises";
import { join } from "node:path";
import type { Git } from "./git.ts";

const GONE = `0 ${"0".repeat(40)}`;

/** Brings the index in line with the files: what was changed, added or removed; no filters, no links followed. */
export async function stage(git: Git, folder: string, exclude: readonly string[]): Promise<void> {
  const excluded = exclude.map((path) => `--exclude=/${path}`);
  const changed = await git.run(["ls-files", "-z", "--modified", "--deleted"]);
  const added = await git.run(["ls-files", "-z", "--others", "--exclude-standard", ...excluded]);
  const paths = [...new Set(`${changed}${added}`.split("\0"))].filter((path) => path !== "" && !path.endsWith("/"));
  const found = await Promise.all(paths.map(async (path) => ({ path, stats: await statsOf(join(folder, path)) })));
  const files = found.filter(({ stats }) => stats?.isFile());
  const blobs = await hashFiles(
    git,
    files.map(({ path }) => join(folder, path)),
  );
  const lines = [
    ...found.filter(({ stats }) => !stats).map(({ path }) => `${GONE}\t${path}`),
    ...files.map(({ path, stats }, at) => `${modeOf(stats)} ${blobs[at]}\t${path}`),
    ...(await links(
      git,
      folder,
      found.filter(({ stats }) => stats?.isSymbolicLink()).map(({ path }) => path),
    )),
  ];
  if (lines.length > 0)
    await git.run(["update-index", "-z", "--index-info"], { input: lines.map((l) => `${l}\0`).join("") });
}

const statsOf = (path: string) =>
  lstat(path).then(
    (stats) => stats,
    () => undefined,
  );

const modeOf = (stats: Stats | undefined) => (stats && (stats.mode & 0o100) !== 0 ? "100755" : "100644");

/** As they are on the disk. Names with a line's end cannot be told on stdin, and go by argument. */
async function hashFiles(git: Git, paths: readonly string[]): Promise<string[]> {
  const blobs = new Map<string, string>();
  const plain = paths.filter((path) => !path.includes("\n"));
  const printed =
    plain.length > 0
      ? await git.line(["hash-object", "-w", "--no-filters", "--stdin-paths"], { input: `${plain.join("\n")}\n` })
      : "";
  for (const [at, blob] of printed.split("\n").entries()) blobs.set(plain[at] ?? "", blob);
  for (const path of paths.filter((path) => path.includes("\n")))
    blobs.set(path, await git.line(["hash-object", "-w", "--no-filters", "--", path]));
  return paths.map((path) => blobs.get(path) ?? "");
}

async function links(git: Git, folder: string, paths: readonly string[]): Promise<string[]> {
  const lines: string[] = [];
  for (const path of paths) {
    const blob = await git.line(["hash-object", "-w", "--stdin"], { input: await readlink(join(folder, path)) });
    lines.push(`120000 ${blob}\t${path}`);
  }
  return lines;
}
