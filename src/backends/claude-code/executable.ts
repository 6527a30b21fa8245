import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, dirname, join, resolve } from "node:path";

/** The native program alone; it needs no install script. */
const PACKAGED = "node_modules/@anthropic-ai/claude-code-linux-x64/claude";

interface Place {
  /** As an agent's file names it. */
  readonly named: string | undefined;
  /** Where a relative name, and the search through node_modules, start. */
  readonly folder: string;
  readonly path: string;
}

/** The CLI: as named, else on the PATH, else in the node_modules of the fleet or above it. */
export async function findExecutable({ named, folder, path }: Place): Promise<string | undefined> {
  const inPath = (name: string) =>
    path
      .split(delimiter)
      .filter(Boolean)
      .map((entry) => join(entry, name));
  if (named !== undefined) return first(named.includes("/") ? [resolve(folder, named)] : inPath(named));
  return first([...inPath("claude"), ...upwards(folder).map((above) => join(above, PACKAGED))]);
}

async function first(candidates: readonly string[]): Promise<string | undefined> {
  for (const candidate of candidates) if (await isExecutable(candidate)) return candidate;
  return undefined;
}

const isExecutable = (file: string) =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );

const upwards = (folder: string): string[] =>
  folder === dirname(folder) ? [folder] : [folder, ...upwards(dirname(folder))];
