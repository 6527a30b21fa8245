import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { MidwatchError } from "../core/errors.ts";
import { CONFIG_FILE, findFleet } from "../fleet-folder.ts";
import type { CommonArguments } from "./command.ts";

/** The fleet's folder a command is about: the one that was named, or the nearest from here upwards. */
export function folderOf({ fleet }: CommonArguments): string {
  if (fleet === undefined) return findFleet(process.cwd());
  const folder = resolve(fleet);
  if (existsSync(join(folder, CONFIG_FILE))) return folder;
  throw new MidwatchError(`there is no ${CONFIG_FILE} in ${folder}; "midwatch init ${fleet}" makes a fleet there`);
}
