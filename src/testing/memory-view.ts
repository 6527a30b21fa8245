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
    readAll: async (paths) =>
      new Map(paths.flatMap((path) => (files[path] === undefined ? [] : [[path, files[path]] as const]))),
  };
}
