import { open } from "node:fs/promises";
import type { MidwatchEvent } from "../contracts/events.ts";

/** A session's events, in its folder. */
export const EVENTS_FILE = "events.jsonl";

/** The events of one type in a file; none when there is no such file. A line that a crash has cut off is left out. */
export async function readEvents(path: string, type: MidwatchEvent["type"]): Promise<readonly MidwatchEvent[]> {
  const file = await open(path).catch(() => undefined);
  if (!file) return [];
  const marked = `"type":${JSON.stringify(type)}`;
  const found: MidwatchEvent[] = [];
  for await (const line of file.readLines()) {
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
