import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Usage } from "../../core/contracts/backend.ts";
import { configFolder } from "./command-line.ts";
import { NOTHING_USED, usageInTranscript } from "./usage.ts";

/** A row that tells of usage is short; what is longer holds whole requests. */
const LONGEST_ROW = 1024 * 1024;

/** What a run without a result has used, as far as its transcript tells: without what it had gone on from. */
export async function recoverUsage(home: string, session: string, resumed?: string): Promise<Usage> {
  try {
    const projects = join(configFolder(home), "projects");
    const files = await readdir(projects, { recursive: true });
    const rows = async (of: string | undefined) => {
      const file = of === undefined ? undefined : files.find((name) => name.endsWith(`${of}.jsonl`));
      return file === undefined ? [] : rowsOf(join(projects, file));
    };
    return usageInTranscript(await rows(session), await rows(resumed));
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
