import { dirname, isAbsolute } from "node:path";
import type { Reach } from "../core/contracts/processes.ts";

/** Reach of a program that is only asked something: files of no one. */
export const NO_REACH: Reach = { reads: [], writes: [] };

/**
 * With what the owner's own command line names shown, and the folder that stands in: a program reads more than itself.
 * A folder with more in it than should be seen stays hidden.
 */
export function showing(argv: readonly string[], reach: Reach | undefined): Reach | undefined {
  const named = argv.filter(isAbsolute);
  return reach && { ...reach, reads: [...reach.reads, ...named, ...named.map(dirname)] };
}
