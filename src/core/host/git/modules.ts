import { lstatSync } from "node:fs";
import { join } from "node:path";
import { RepositoryFiles } from "./repository-files.ts";

/** Folders that are looked into: a submodule's name may have slashes, and it may have submodules of its own. */
const MOST_FOLDERS = 2000;
const MODULES = "modules";

/** A submodule's git directory, whether or not its files are checked out; names are bytes. */
export interface Module {
  readonly gitDir: string;
  readonly name: string;
}

/** All that a git directory of an agent's has, those of its other work trees among them. */
export function modulesIn(gitDir: string): readonly Module[] {
  if (!lstatSync(gitDir, { throwIfNoEntry: false })?.isDirectory()) return [];
  const files = new RepositoryFiles(gitDir);
  const found: Module[] = [];
  const open = modulesOf(files, "", "");
  for (let looked = 0, next = open.pop(); next !== undefined && looked < MOST_FOLDERS; looked++, next = open.pop()) {
    const { path, name } = next;
    const entries = files.list(path).filter((entry) => entry.isDirectory());
    if (!["objects", "refs"].every((part) => entries.some((entry) => entry.name === part))) {
      open.push(...entries.map((entry) => ({ path: `${path}/${entry.name}`, name: join(name, entry.name) })));
      continue;
    }
    found.push({ gitDir: join(gitDir, path), name });
    open.push(...modulesOf(files, `${path}/`, name));
  }
  return found;
}

/** Folders of submodules' repositories: beside the objects, and with each work tree. */
function modulesOf(files: RepositoryFiles, path: string, name: string): { path: string; name: string }[] {
  const trees = files.has(`${path}worktrees`)
    ? files.list(`${path}worktrees`).filter((tree) => tree.isDirectory())
    : [];
  const places = ["", ...trees.map((tree) => `worktrees/${tree.name}/`)].map((at) => `${path}${at}${MODULES}`);
  return places.filter((place) => files.has(place)).map((place) => ({ path: place, name }));
}
