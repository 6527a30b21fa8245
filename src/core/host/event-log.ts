import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Listener } from "../contracts/events.ts";
import type { SessionFolders } from "../contracts/host.ts";

/** Each session's events as lines of JSON in its folder. A projection: nothing is decided from it. */
export function eventLog(folders: SessionFolders): Listener {
  return (event) => {
    const folder = folders.path(event.session);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    appendFileSync(join(folder, "events.jsonl"), `${JSON.stringify(event)}\n`);
  };
}
