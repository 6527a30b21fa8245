import { homedir } from "node:os";
import { isAbsolute, resolve } from "node:path";
import type { Wish } from "../core/contracts/containment.ts";

/** Containment of agents from the rest of the machine. Every path is absolute. */
export interface ContainmentConfig {
  readonly use: Wish;
  readonly read: readonly string[];
  readonly write: readonly string[];
  readonly hide: readonly string[];
}

/** Containment as the fleet's file says it, its paths starting from that file. */
export function placed({ use, ...paths }: ContainmentConfig, folder: string): ContainmentConfig {
  const absolute = (path: string) => resolve(folder, path.replace(/^~(?=\/|$)/, homedir()));
  return { use, read: paths.read.map(absolute), write: paths.write.map(absolute), hide: paths.hide.map(absolute) };
}

/** A path is relative to the file that names it; anything with a scheme or a host is a URL. */
export function located(remote: string, folder: string): string {
  const isPath = remote.startsWith(".") || isAbsolute(remote) || !remote.includes(":");
  return isPath ? resolve(folder, remote) : remote;
}
