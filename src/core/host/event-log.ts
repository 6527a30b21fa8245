import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Listener, MidwatchEvent } from "../contracts/events.ts";
import type { SessionFolders } from "../contracts/session-folders.ts";
import { EVENTS_FILE } from "./event-file.ts";

/** Bytes of a run's own events that are kept; midwatch's own events always are. */
const MAX_EVENT_LOG_BYTES = 16 * 1024 * 1024;

/**
 * Each session's events as lines of JSON in its folder. A projection: nothing is decided from it. A program that floods
 * its output fills neither the disk nor the time; what was left out can be told by the gap in `seq`.
 */
export function eventLog(folders: SessionFolders): Listener {
  const written = new Map<string, number>();
  return (event) => {
    // What happens to the fleet belongs to no session: the ledger has it.
    if (event.session === "") return;
    const size = written.get(event.session) ?? 0;
    if (size > MAX_EVENT_LOG_BYTES && isOutput(event)) return;
    const folder = folders.path(event.session);
    if (size === 0) mkdirSync(folder, { recursive: true, mode: 0o700 });
    const line = `${JSON.stringify(event)}\n`;
    appendFileSync(join(folder, EVENTS_FILE), line);
    written.set(event.session, size + line.length);
  };
}

const isOutput = (event: MidwatchEvent) => event.type === "backend" && event.data.type !== "finished";
