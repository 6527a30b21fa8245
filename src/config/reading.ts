import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { STATE_FOLDER } from "../fleet-folder.ts";
import { packageVersion } from "../package-root.ts";
import type { Config } from "./config.ts";
import { declaredFolders, type NamedFiles, ownFiles } from "./exposed-files.ts";

/** Last time that a fleet's files were read without a mistake, by which midwatch, and what they named. */
interface Reading {
  /** Epoch milliseconds at which that reading began. */
  readonly at: number;
  readonly version: string;
  readonly zone: string;
  readonly named: NamedFiles;
}

const noteIn = (folder: string) => join(folder, STATE_FOLDER, "reading.json");

/** Notes that the files were right. Who may not write there reads them again the next time. */
export function noteReading(
  folder: string,
  { named: { agents, plugins }, zone }: Pick<Config, "named" | "zone">,
  at: number,
): void {
  const named = { agents, plugins: plugins.map(({ file }) => ({ file })) };
  try {
    writeFileSync(noteIn(folder), JSON.stringify({ at, version: packageVersion(), zone, named } satisfies Reading));
  } catch {
    // Nothing but time is saved by it.
  }
}

/** True when nothing has changed since the files were last read and right: a look at their dates is enough then. */
export function isAsLastRead(folder: string): boolean {
  const reading = lastReading(folder);
  if (!reading || reading.version !== packageVersion()) return false;
  return changedAt(folder, reading.named) < reading.at;
}

/** The fleet's zone, as far as it could be read; UTC where it never was. */
export const zoneLastRead = (folder: string): string => lastReading(folder)?.zone ?? "UTC";

/** Since when files are wrong that are found so now: what has changed after they were right, else something outside. */
export function wrongSince(folder: string, now: number): number {
  const reading = lastReading(folder);
  const changed = Math.floor(filesChangedAt(folder));
  return changed > (reading?.at ?? 0) ? Math.min(changed, now) : now;
}

/** Epoch milliseconds of the latest change of the files that a fleet was last read from; 0 where there are none. */
export const filesChangedAt = (folder: string): number => changedAt(folder, lastReading(folder)?.named);

/** The same of the files that these paths name. */
function changedAt(folder: string, named: NamedFiles | undefined): number {
  const paths = [...ownFiles(folder, named), ...declaredFolders(folder, named)];
  return Math.max(0, ...paths.map((path) => statSync(path, { throwIfNoEntry: false })?.ctimeMs ?? 0));
}

function lastReading(folder: string): Reading | undefined {
  try {
    return JSON.parse(readFileSync(noteIn(folder), "utf8")) as Reading;
  } catch {
    return undefined;
  }
}
