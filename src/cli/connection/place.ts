import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { STATE_FOLDER } from "../../fleet-folder.ts";

/** Folder of everything that is kept of connections on this machine. */
export function connectionsFolder(): string {
  const given = process.env.XDG_STATE_HOME ?? "";
  return join(isAbsolute(given) ? given : join(homedir(), ".local", "state"), "midwatch", "connections");
}

/** Folder in a fleet's state of what is known of the machines that are connected to it. */
export const machinesFolder = (fleet: string): string => join(fleet, STATE_FOLDER, "connected");
