import { createReadStream } from "node:fs";
import { readdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Prices } from "../../core/contracts/prices.ts";
import type { Usage } from "../../core/contracts/run-result.ts";
import { openRegularFile } from "../../core/host/regular-file.ts";
import { NOTHING_USED } from "../nothing-used.ts";
import { configFolder } from "./command-line.ts";
import { usageInTranscript } from "./usage.ts";

/** A row that tells of usage is short; what is longer holds whole requests. */
const LONGEST_ROW = 1024 * 1024;
/** Bytes of a transcript; a run that has written more has written something else. */
const MAX_TRANSCRIPT_BYTES = 256 * 1024 * 1024;

interface Ended {
  readonly session: string;
  /** The session it had gone on from. */
  readonly resumed?: string | undefined;
}

/** Usage of a run without a result, as far as its transcript tells: without the conversation it had gone on from. */
export async function recoverUsage(home: string, ended: Ended, priceOf?: Prices["of"]): Promise<Usage> {
  try {
    return await usageKept(join(configFolder(home), "projects"), ended, priceOf);
  } catch {
    return NOTHING_USED;
  }
}

/** The same from where transcripts are kept, for a run whose end was not seen. Rejects when there is none. */
export async function usageKept(kept: string, { session, resumed }: Ended, priceOf?: Prices["of"]): Promise<Usage> {
  const entries = await readdir(await realpath(kept), { recursive: true, withFileTypes: true });
  // The agent could write here: a link, or a pipe that nobody writes to, in the transcript's place is none.
  const files = entries.filter((entry) => entry.isFile());
  const rows = async (of: string | undefined) => {
    const file = of === undefined ? undefined : files.find(({ name }) => name === `${of}.jsonl`);
    return file === undefined ? [] : rowsOf(join(file.parentPath, file.name));
  };
  return usageInTranscript(await rows(session), await rows(resumed ?? otherThan(session, files)), priceOf);
}

/** A conversation that was gone on with lies beside it. */
const otherThan = (session: string, files: readonly { readonly name: string }[]) =>
  files
    .map(({ name }) => name.replace(/\.jsonl$/, ""))
    .find((name) => name !== session && /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(name));

async function rowsOf(file: string): Promise<string[]> {
  const rows: string[] = [];
  const opened = openRegularFile(file, { most: MAX_TRANSCRIPT_BYTES });
  if (!opened.ok) return rows;
  for await (const row of createInterface({ input: createReadStream("", { fd: opened.descriptor }) }))
    if (row.length < LONGEST_ROW && /"type":"(?:assistant|cost-state)"/.test(row)) rows.push(row);
  return rows;
}
