import { existsSync } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { MidwatchError } from "../../../core/errors.ts";
import { CONFIG_FILE, STATE_FOLDER } from "../../../fleet-folder.ts";
import { repositoryAt } from "./git.ts";
import type { Proposal } from "./proposal.ts";
import { propose } from "./propose.ts";
import { starter } from "./starter.ts";
import { type Places, survey } from "./survey.ts";

/** Proposes what init would do in a folder. Rejects with what is wrong with it, and what would be right. */
export async function proposeFleet(folder: string, places: Places): Promise<Proposal> {
  if (existsSync(join(folder, CONFIG_FILE)))
    throw new MidwatchError(`${join(folder, CONFIG_FILE)} is there already: edit it, or remove it and run init again`);
  const around = fleetAround(dirname(folder));
  if (around !== undefined)
    throw new MidwatchError(
      `${folder} is inside of the fleet ${around}: add its repository to the workspaces there, or name a folder outside of it`,
    );
  if (!(await isFolder(folder))) return starter(folder);
  const names = (await readdir(folder)).filter((name) => name !== STATE_FOLDER);
  if (names.length === 0) return starter(folder);
  const { top, commits } = await repositoryAt(folder);
  if (top === undefined)
    throw new MidwatchError(
      `${folder} holds files, and is no git repository: run git init and commit them first, or name an empty or a new folder`,
    );
  if (top !== (await realpath(folder)))
    throw new MidwatchError(
      `${folder} is inside of the repository ${top}: run init there, or name an empty or a new folder`,
    );
  if (!commits && names.every((name) => name === ".git")) return starter(folder);
  if (!commits) throw new MidwatchError(`${folder} has no commit yet: commit what is in it, and run init again`);
  return propose(await survey(folder, places));
}

function fleetAround(folder: string): string | undefined {
  if (existsSync(join(folder, CONFIG_FILE))) return folder;
  return dirname(folder) === folder ? undefined : fleetAround(dirname(folder));
}

async function isFolder(folder: string): Promise<boolean> {
  const found = await stat(folder).catch(() => undefined);
  if (found && !found.isDirectory()) throw new MidwatchError(`${folder} is a file: name a folder`);
  if (!found && !existsSync(dirname(folder)))
    throw new MidwatchError(`${dirname(folder)} does not exist: make it first`);
  return found !== undefined;
}
