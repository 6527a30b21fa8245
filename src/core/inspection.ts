import type { Change } from "./contracts/host.ts";
import type { Outcome } from "./contracts/session.ts";

/** A session that deletes more files than this has gone wrong, whatever it says: a person looks first. */
const MOST_DELETIONS = 50;

/** Why work must not be published although its session ended by itself; undefined when nothing is wrong with it. */
export function inspect(changes: readonly Change[]): Outcome | undefined {
  const deleted = changes.filter((change) => change.deleted).length;
  if (deleted <= MOST_DELETIONS) return undefined;
  const reason = `it would delete ${deleted} files; more than ${MOST_DELETIONS} at once wait for a person`;
  return { kind: "failed", cause: "deletions", reason };
}
