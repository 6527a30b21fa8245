import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { MidwatchEvent } from "../contracts/events.ts";
import { openRegularFile } from "./regular-file.ts";

/** A session's events, in its folder. */
export const EVENTS_FILE = "events.jsonl";
/** Bytes. */
const MAX_EVENT_FILE_BYTES = 4 * 1024 ** 3;

/** The events of one type in a file; none when there is no such file. A line that a crash has cut off is left out. */
export async function readEvents(path: string, type: MidwatchEvent["type"]): Promise<readonly MidwatchEvent[]> {
  const file = openRegularFile(path, { most: MAX_EVENT_FILE_BYTES });
  if (!file.ok) return [];
  const marked = `"type":${JSON.stringify(type)}`;
  const found: MidwatchEvent[] = [];
  for await (const line of createInterface({ input: createReadStream("", { fd: file.descriptor }) })) {
    const event = line.includes(marked) ? eventIn(line) : undefined;
    if (event?.type === type) found.push(event);
  }
  return found;
}

function eventIn(line: string): MidwatchEvent | undefined {
  try {
    return JSON.parse(line) as MidwatchEvent;
  } catch {
    return undefined;
  }
}
