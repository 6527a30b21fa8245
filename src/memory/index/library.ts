import type * as lancedb from "@lancedb/lancedb";
import type * as arrow from "apache-arrow";

/** LanceDB, and how it is told of columns. */
export interface Library {
  readonly lancedb: typeof lancedb;
  readonly arrow: typeof arrow;
}

/** Loads it, the first time that somebody has something to remember: it takes a tenth of a second and 20 MB. */
export async function loadLibrary(): Promise<Library> {
  const [database, columns] = await Promise.all([import("@lancedb/lancedb"), import("apache-arrow")]);
  return { lancedb: database, arrow: columns };
}
