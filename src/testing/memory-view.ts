import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { WorkspaceView } from "../index.ts";

/** A commit that exists in memory only: files by path. */
export function memoryView(files: Readonly<Record<string, string>>): WorkspaceView {
  const isIn = (folder: string, path: string) =>
    path.startsWith(`${folder}/`) && !path.slice(folder.length + 1).includes("/");
  return {
    commit: "0".repeat(40),
    read: async (path) => files[path],
    list: async (folder) =>
      Object.keys(files)
        .filter((path) => isIn(folder, path))
        .toSorted(),
    all: async (folder) =>
      Object.keys(files)
        .filter((path) => folder === "." || path.startsWith(`${folder}/`))
        .toSorted(),
    withFiles: (work) => inFolder(files, work),
    readAll: async (paths) =>
      new Map(paths.flatMap((path) => (files[path] === undefined ? [] : [[path, files[path]] as const]))),
  };
}

async function inFolder<T>(files: Readonly<Record<string, string>>, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "midwatch-view-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
