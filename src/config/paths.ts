import { homedir } from "node:os";
import { isAbsolute, resolve } from "node:path";
import type { Wish } from "../core/contracts/containment.ts";

/** How agents are kept from the rest of the machine. Every path absolute. */
export interface ContainmentConfig {
  readonly use: Wish;
  readonly read: readonly string[];
  readonly write: readonly string[];
  readonly hide: readonly string[];
}

/** What the fleet's file says of containment, its paths starting from that file. */
export function placed({ use, ...paths }: ContainmentConfig, folder: string): ContainmentConfig {
  const absolute = (path: string) => resolve(folder, path.replace(/^~(?=\/|$)/, homedir()));
  return { use, read: paths.read.map(absolute), write: paths.write.map(absolute), hide: paths.hide.map(absolute) };
}

/** A path is relative to the file that names it; anything with a scheme or a host is a URL. */
export function located(remote: string, folder: string): string {
  const isPath = remote.startsWith(".") || isAbsolute(remote) || !remote.includes(":");
  return isPath ? resolve(folder, remote) : remote;
}
