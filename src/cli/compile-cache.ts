import { lstatSync, mkdirSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { othersWhoMayWrite } from "../core/host/file-permissions.ts";

const STICKY = 0o1000;

/**
 * Lets Node keep what it has compiled of midwatch in the user's own cache, and load it from there. What stands in it is
 * run, so nobody else may write it; who has no such folder starts later, and no worse.
 */
export function keepCompiled(environment: Readonly<Record<string, string | undefined>> = process.env): void {
  const folder = cacheFolder(environment);
  if (folder !== undefined) enableCompileCache(folder);
}

function cacheFolder({ XDG_CACHE_HOME: given = "" }: Readonly<Record<string, string | undefined>>): string | undefined {
  try {
    const folder = join(isAbsolute(given) ? given : join(homedir(), ".cache"), "midwatch", "compiled");
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return isOnlyOurs(folder) ? folder : undefined;
  } catch {
    return undefined;
  }
}

/** True when nobody but us and root can put something there, or another folder in the place of one above it. */
function isOnlyOurs(folder: string): boolean {
  const stats = lstatSync(folder);
  const isFree = (stats.mode & STICKY) !== 0 && stats.uid === 0;
  if (!isFree && othersWhoMayWrite(stats) !== undefined) return false;
  return folder === dirname(folder) || isOnlyOurs(dirname(folder));
}
