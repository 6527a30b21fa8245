import { rename, writeFile } from "node:fs/promises";
import { z } from "zod";
import { readRegularText } from "../../core/host/regular-file.ts";

/** Bytes. */
const MAX_INDEX_STATE_BYTES = 64 * 1024;

/** Facts an index was made of. They are written after the index was: what lies between is done again. */
const State = z.object({
  version: z.literal(3),
  /** The embedder's, and how long its vectors are; "" and 0 for full text alone. */
  model: z.string(),
  dimension: z.int().nonnegative(),
  /** Bytes of the record it has seen. */
  size: z.int().nonnegative(),
  /** Number of the record's lines that were not as they were once written: that is said once. */
  damaged: z.int().nonnegative(),
  /** Rows without a vector. */
  pending: z.int().nonnegative(),
});
export type IndexState = z.infer<typeof State>;

/** Undefined when there is none, or none that can be read: then the index is made anew. */
export async function readState(file: string): Promise<IndexState | undefined> {
  try {
    return State.parse(JSON.parse(readRegularText(file, { most: MAX_INDEX_STATE_BYTES }, () => "")));
  } catch {
    return undefined;
  }
}

export async function writeState(file: string, state: Omit<IndexState, "version">): Promise<void> {
  const draft = `${file}.new`;
  await writeFile(draft, JSON.stringify({ version: 3, ...state }), { mode: 0o600, flush: true });
  await rename(draft, file);
}
