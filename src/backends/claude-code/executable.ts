import { dirname, join } from "node:path";
import { findProgram, firstExecutable } from "../find-program.ts";

/** The native program alone; it needs no install script. */
const PACKAGED = "node_modules/@anthropic-ai/claude-code-linux-x64/claude";

interface ExecutablePlace {
  /** As an agent's file names it. */
  readonly named: string | undefined;
  /** Start of a relative name, and of the search through node_modules. */
  readonly folder: string;
  readonly path: string;
}

/** The CLI: as named, else on the PATH, else in the node_modules of the fleet or above it. */
export async function findExecutable({ named, folder, path }: ExecutablePlace): Promise<string | undefined> {
  const found = await findProgram(named ?? "claude", { folder, path });
  if (found !== undefined || named !== undefined) return found;
  return firstExecutable(upwards(folder).map((above) => join(above, PACKAGED)));
}

const upwards = (folder: string): string[] =>
  folder === dirname(folder) ? [folder] : [folder, ...upwards(dirname(folder))];
