import { createReadStream } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { openRegularFile } from "../../core/host/regular-file.ts";
import { type Compaction, parseCompaction, parseRow, type Row } from "./rows.ts";

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

/** A conversation of a run, with what it hides from people. */
export interface LoggedConversation {
  readonly rows: readonly Row[];
  /** Compactions of it that its provider made: they are requests, and stand in no row. */
  readonly compactions: readonly Compaction[];
}

/** The conversation as far as it was logged; what cannot be read is left out. */
export const readLog = (home: string): Promise<LoggedConversation> => readConversation(home, CONVERSATION);

/** Those of its own agents, and those that an older gptme has made of this one to go on in. */
export async function readOthers(home: string): Promise<readonly LoggedConversation[]> {
  const names = await readdir(logsHome(home)).catch((): string[] => []);
  const others = names.filter((name) => name !== CONVERSATION).toSorted();
  return Promise.all(others.map((name) => readConversation(home, name)));
}

async function readConversation(home: string, name: string): Promise<LoggedConversation> {
  const file = (of: string) => join(logsHome(home), name, of);
  const [rows, compactions] = await Promise.all([
    parsedLines(home, file("conversation.jsonl"), parseRow),
    parsedLines(home, file("compaction.jsonl"), parseCompaction),
  ]);
  return { rows, compactions };
}

async function parsedLines<T>(home: string, path: string, parse: (line: string) => T | undefined): Promise<T[]> {
  const parsed: T[] = [];
  // The agent could write here: what is no file would never end.
  const log = openRegularFile(path, { most: MAX_CONVERSATION_BYTES, within: home });
  if (!log.ok) return parsed;
  try {
    const input = createReadStream("", { fd: log.descriptor });
    for await (const line of createInterface({ input })) {
      const one = line.length < LONGEST_ROW ? parse(line) : undefined;
      if (one) parsed.push(one);
    }
  } catch {
    // It ended before it had one.
  }
  return parsed;
}
