import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { MidwatchError } from "./core/errors.ts";

export const CONFIG_FILE = "midwatch.yaml";
export const STATE_FOLDER = ".midwatch";
/** In the state folder: out of every agent's reach, and of git's. */
export const CREDENTIALS_FILE = "credentials";

/** In the state folder: a folder for each workspace, with what its owner has approved. */
export const TRUSTED_FOLDER = "trusted";

/** The fleet a command is about: the nearest folder, from here upwards, that holds a midwatch.yaml. */
export function findFleet(from: string): string {
  const folder = fleetAround(from);
  if (folder !== undefined) return folder;
  throw new MidwatchError(
    `there is no ${CONFIG_FILE} in ${from} or above it: go to a fleet's folder, name it with --fleet, or make one with midwatch init`,
  );
}

/** True where the current folder is in a fleet's. */
export const isFleetHere = (): boolean => fleetAround(process.cwd()) !== undefined;

function fleetAround(from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, CONFIG_FILE))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}
