import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Usage } from "../../core/contracts/backend.ts";
import { configFolder } from "./command-line.ts";
import { NOTHING_USED, usageInTranscript } from "./usage.ts";

/** A row that tells of usage is short; what is longer holds whole requests. */
const LONGEST_ROW = 1024 * 1024;

/** What a run without a result has used, as far as its transcript tells. */
export async function recoverUsage(home: string, session: string): Promise<Usage> {
  try {
    const projects = join(configFolder(home), "projects");
    const files = await readdir(projects, { recursive: true });
    const file = files.find((name) => name.endsWith(`${session}.jsonl`));
    return file === undefined ? NOTHING_USED : usageInTranscript(await rowsOf(join(projects, file)));
  } catch {
    return NOTHING_USED;
  }
}

async function rowsOf(file: string): Promise<string[]> {
  const rows: string[] = [];
  for await (const row of createInterface({ input: createReadStream(file) }))
    if (row.length < LONGEST_ROW && /"type":"(?:assistant|cost-state)"/.test(row)) rows.push(row);
  return rows;
}
