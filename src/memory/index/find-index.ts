import { LanceIndex } from "./lance.ts";
import { loadLibrary } from "./library.ts";
import type { MemoryIndex } from "./memory-index.ts";
import { WordIndex } from "./word-index.ts";

/** The index of a folder: LanceDB's where there are vectors of that length; at length 0 SQLite's, and nothing is loaded. */
export async function openIndex(folder: string, dimension: number): Promise<MemoryIndex> {
  return dimension > 0 ? LanceIndex.open(await loadLibrary(), folder, dimension) : WordIndex.open(folder);
}

/** An empty one, in the place of whatever was there. */
export async function createIndex(folder: string, dimension: number): Promise<MemoryIndex> {
  return dimension > 0 ? LanceIndex.create(await loadLibrary(), folder, dimension) : WordIndex.create(folder);
}
