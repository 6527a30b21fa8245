import { accessSync, constants, existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { MidwatchError } from "../../core/errors.ts";
import { shellWord } from "../../core/text/shell-word.ts";
import { CONFIG_FILE, findFleet, STATE_FOLDER } from "../../fleet-folder.ts";
import type { CommonArguments } from "../command.ts";

/** The fleet's folder a command is about: the one that was named, or the nearest from here upwards. */
export function folderOf(args: CommonArguments): string {
  const folder = namedFolder(args);
  const state = join(folder, STATE_FOLDER);
  for (const path of [state, join(state, "ledger.db")]) refuseClosed(path, "read");
  return folder;
}

/**
 * Refuses a person without a right to a fleet's state, and says whose it is: it would look as if nothing had ever run
 * there.
 */
export function refuseClosed(path: string, what: "read" | "write"): void {
  const wanted = what === "read" ? constants.R_OK : constants.R_OK | constants.W_OK;
  try {
    accessSync(path, statSync(path).isDirectory() ? wanted | constants.X_OK : wanted);
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code !== "EACCES" && code !== "EROFS") return;
    const owner = ownerOf(path);
    throw new MidwatchError(`you may not ${what} ${path}: it belongs to ${owner}; run midwatch as ${owner}`);
  }
}

/** Owner of a path; where that may not be looked at, of the folder it is in. */
function ownerOf(path: string): string {
  try {
    return userName(statSync(path).uid);
  } catch {
    return userName(statSync(dirname(path)).uid);
  }
}

/** Node knows the names of nobody but ourselves. */
function userName(uid: number): string {
  try {
    const users = readFileSync("/etc/passwd", "utf8").split("\n");
    return users.map((line) => line.split(":")).find(([, , id]) => id === `${uid}`)?.[0] ?? `user ${uid}`;
  } catch {
    return `user ${uid}`;
  }
}

function namedFolder({ fleet }: CommonArguments): string {
  if (fleet === undefined) return findFleet(process.cwd());
  const folder = resolve(fleet);
  // Only what is there can be closed.
  if (existsSync(folder)) refuseClosed(folder, "read");
  if (existsSync(join(folder, CONFIG_FILE))) return folder;
  throw new MidwatchError(
    `there is no ${CONFIG_FILE} in ${folder}; midwatch init ${shellWord(fleet)} makes a fleet there`,
  );
}
