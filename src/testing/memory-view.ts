import { createHash } from "node:crypto";
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
    blobs: async (paths) =>
      new Map(
        Object.entries(files).flatMap(([path, text]) =>
          paths.some((asked) => asked === path || (asked.endsWith("/") && isIn(asked.slice(0, -1), path)))
            ? [[path, blobOf(text)] as const]
            : [],
        ),
      ),
    texts: async (blobs) => blobs.map((blob) => Object.values(files).find((text) => blobOf(text) === blob) ?? ""),
    idsOf: async (folders) =>
      folders.map((folder) => {
        const inside = Object.entries(files).filter(([path]) => folder === "." || path.startsWith(`${folder}/`));
        return inside.length === 0 ? "" : JSON.stringify(inside);
      }),
    withFiles: (work) => inFolder(files, work),
    readAll: async (paths) =>
      new Map(paths.flatMap((path) => (files[path] === undefined ? [] : [[path, files[path]] as const]))),
  };
}

/** As git names it. */
const blobOf = (text: string) =>
  createHash("sha1")
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest("hex");

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
