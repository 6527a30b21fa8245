import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/** Folder of everything that is kept of connections on this machine. */
export function connectionsFolder(): string {
  const given = process.env.XDG_STATE_HOME ?? "";
  return join(isAbsolute(given) ? given : join(homedir(), ".local", "state"), "midwatch", "connections");
}
