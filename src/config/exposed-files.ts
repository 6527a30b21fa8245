import { readdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import type { Exposure } from "../core/contracts/exposure.ts";
import { ConfigError, type Problem } from "../core/errors.ts";
import { exposureOf, exposuresAbove, strangeFolder } from "../core/host/file-permissions.ts";
import { CONFIG_FILE, CREDENTIALS_FILE, STATE_FOLDER } from "../fleet-folder.ts";

/** People whose word counts in a fleet's files: its owner alone, or everybody who may write them. */
export type Trust = "owner" | "everybody";

/** In the environment: what others may write cannot say that itself. */
const TRUST_FILES = "MIDWATCH_TRUST_FILES";

export const trustIn = (environment: Readonly<Record<string, string | undefined>>): Trust =>
  environment[TRUST_FILES] === "1" ? "everybody" : "owner";

/** Paths that a fleet's file names besides itself. */
export interface NamedFiles {
  readonly agents: string;
  readonly plugins: readonly { readonly file: string }[];
}

/** The files that say what a fleet is, each as it is there now. */
export function ownFiles(folder: string, { agents, plugins }: NamedFiles = DEFAULT): string[] {
  const lists = declaredFolders(folder, { agents });
  return [
    ...[CONFIG_FILE, "prices.yaml", join(STATE_FOLDER, CREDENTIALS_FILE)].map((name) => join(folder, name)),
    ...lists.flatMap((list) => sortedNames(list).map((name) => join(list, name))),
    ...plugins.map(({ file }) => resolve(folder, file)),
  ];
}

/** The folders of which every file says something of a fleet. */
export const declaredFolders = (folder: string, { agents }: Pick<NamedFiles, "agents"> = DEFAULT): string[] => [
  resolve(folder, agents),
  join(folder, "calendars"),
];

const DEFAULT: NamedFiles = { agents: "agents", plugins: [] };

/** Files of a fleet that other people may change, and so say what is run here, and with whose credentials. */
export function exposedFiles(folder: string, named: NamedFiles = DEFAULT): Exposure[] {
  const files = [folder, resolve(folder, named.agents), join(folder, "calendars"), ...ownFiles(folder, named)];
  const state = strangeFolder(join(folder, STATE_FOLDER));
  return [...exposuresAbove(folder), ...files.flatMap((file) => exposureOf(file) ?? []), ...(state ? [state] : [])];
}

/** Nothing is wrong with what the files say, only with who may write them. */
export class ExposedFilesError extends ConfigError {}

/** Throws what a person can act on, before anything that the files name is run. */
export function refuseExposed(folder: string, named: NamedFiles): void {
  const found = exposedFiles(folder, named);
  if (found.length === 0) return;
  const problems = found.map(({ path, what, mend }): Problem => {
    const inside = relative(folder, path);
    return { file: inside.startsWith("..") ? path : inside || folder, message: `it ${what}: ${mend}` };
  });
  const how = `nothing starts with files that others may write; ${TRUST_FILES}=1 in the environment says that they may`;
  throw new ExposedFilesError([...problems, { file: CONFIG_FILE, message: how }]);
}

function sortedNames(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return [];
  }
}
