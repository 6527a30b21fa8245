import { createReadStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { openRegularFile } from "../../core/host/regular-file.ts";
import { parseRow, type Row } from "./rows.ts";

/** Name of the conversation: there is only one in a run's logs. */
export const CONVERSATION = "run";
/** A row that is longer is a tool's output; what it has cost stands in a row of its own. */
const LONGEST_ROW = 1024 * 1024;
/** Bytes of a conversation; a run that has written more has written something else. */
const MAX_CONVERSATION_BYTES = 256 * 1024 * 1024;

/** Folder of the run's conversations: there are no others in it. */
export const logsHome = (home: string): string => join(home, "gptme-logs");

const conversation = (home: string): string => join(logsHome(home), CONVERSATION);

/** Gives the conversation its name beforehand: gptme would ask the model for one after each of the first steps. */
export async function prepareLog(home: string, clone: string, servers: boolean): Promise<void> {
  await mkdir(conversation(home), { recursive: true });
  const chat = ["[chat]", 'name = "midwatch"', `workspace = ${JSON.stringify(clone)}`];
  // This comes before what gptme.toml says; without it gptme starts every server, whichever tools are allowed.
  const settings = [...chat, ...(servers ? [] : ["[mcp]", "enabled = false"])];
  await writeFile(join(conversation(home), "config.toml"), `${settings.join("\n")}\n`);
}

/** The conversation as far as it was logged, with what it hides from people; what cannot be read is left out. */
export async function readLog(home: string): Promise<readonly Row[]> {
  const rows: Row[] = [];
  // The agent could write here: what is no file would never end.
  const log = openRegularFile(join(conversation(home), "conversation.jsonl"), {
    most: MAX_CONVERSATION_BYTES,
    within: home,
  });
  if (!log.ok) return rows;
  try {
    const input = createReadStream("", { fd: log.descriptor });
    for await (const line of createInterface({ input })) {
      const row = line.length < LONGEST_ROW ? parseRow(line) : undefined;
      if (row) rows.push(row);
    }
  } catch {
    // It ended before it had one.
  }
  return rows;
}
