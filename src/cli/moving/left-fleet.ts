import { existsSync, realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { MidwatchError } from "../../core/errors.ts";
import { CONFIG_FILE, STATE_FOLDER } from "../../fleet-folder.ts";
import { BEFORE_FOLDER } from "./record.ts";

/** The fleet's folder for who leaves: also one whose midwatch.yaml is gone, by the record of what was there before. */
export function folderToLeave(named: string | undefined): string {
  const from = resolve(named ?? ".");
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, CONFIG_FILE)) || existsSync(join(folder, STATE_FOLDER, BEFORE_FOLDER)))
      return realpathSync(folder);
    if (folder === dirname(folder) || named !== undefined) break;
  }
  throw new MidwatchError(
    `${from} is no fleet, and midwatch has changed nothing there: go to the fleet's folder, or name it with --fleet`,
  );
}
