import type * as lancedb from "@lancedb/lancedb";
import type * as arrow from "apache-arrow";
import { messageOf } from "../../core/errors.ts";

/** LanceDB, and how it is told of columns. */
export interface Library {
  readonly lancedb: typeof lancedb;
  readonly arrow: typeof arrow;
}

/** Loads it, the first time that there are vectors to keep: it takes a tenth of a second and 20 MB. */
export async function loadLibrary(): Promise<Library> {
  const [database, columns] = await Promise.all([import("@lancedb/lancedb"), import("apache-arrow")]);
  return { lancedb: database, arrow: columns };
}

/**
 * Reason for which this machine cannot have it, though there would be vectors to keep: it is an optional dependency.
 */
export async function whyNoLibrary(): Promise<string | undefined> {
  return loadLibrary().then(
    () => undefined,
    (thrown: unknown) => `LanceDB cannot be loaded (${messageOf(thrown)}): npm install @lancedb/lancedb apache-arrow`,
  );
}
