import type { WorkspaceView } from "../../src/core/contracts/work.ts";
import { blobOf, type Commit, type Files } from "./objects.ts";

/** One commit of the model, as everybody reads it. */
export function viewOf({ id, files }: Pick<Commit, "id" | "files">): WorkspaceView {
  const below = (folder: string) => pathsBelow(files, folder);
  return {
    commit: id,
    read: async (path) => files.get(path),
    list: async (folder) => below(folder).filter((path) => !path.slice(folder.length + 1).includes("/")),
    all: async (folder) => below(folder),
    idsOf: async (folders) => folders.map((folder) => idOf(files, below(folder))),
    readAll: async (paths) => new Map(paths.flatMap((path) => entry(path, files.get(path)))),
    blobs: async (paths) => new Map(paths.flatMap((path) => namedBlobs(files, path))),
    texts: async (blobs) => {
      const wanted = new Map([...files.values()].map((text) => [blobOf(text), text]));
      return blobs.map((blob) => wanted.get(blob) ?? "");
    },
    withFiles: () => Promise.reject(new Error("no program runs in the model")),
  };
}

const entry = (path: string, text: string | undefined): [string, string][] =>
  text === undefined ? [] : [[path, text]];

function pathsBelow(files: Files, folder: string): string[] {
  const paths = [...files.keys()].filter((path) => folder === "." || path.startsWith(`${folder}/`));
  return paths.toSorted();
}

function namedBlobs(files: Files, path: string): [string, string][] {
  if (!path.endsWith("/")) return entry(path, files.get(path)).map(([name, text]) => [name, blobOf(text)]);
  const inside = pathsBelow(files, path.slice(0, -1)).filter((one) => !one.slice(path.length).includes("/"));
  return inside.map((one) => [one, blobOf(files.get(one) ?? "")]);
}

const idOf = (files: Files, paths: readonly string[]) =>
  paths.length === 0 ? "" : paths.map((path) => `${path} ${blobOf(files.get(path) ?? "")}`).join("\n");
