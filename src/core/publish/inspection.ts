import type { Outcome } from "../contracts/outcome.ts";
import type { Change } from "../contracts/workspace.ts";

/** Number of files: a session that deletes more has gone wrong, whatever its outcome, and a person looks first. */
const MOST_DELETIONS = 50;
/** As many have to go before half of all is much: three out of five may be a day's work. All of them never are. */
const MAX_NAMED_FILES = 5;
/** A file without a byte, as git names it. */
const EMPTY = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";

/**
 * Reason why work must not be published although its session ended by itself; undefined when nothing is wrong with it.
 * `filesBefore` is asked only when the number matters.
 */
export async function inspect(
  changes: readonly Change[],
  filesBefore: () => Promise<number>,
): Promise<Outcome | undefined> {
  const deleted = deletions(changes);
  if (deleted > MOST_DELETIONS)
    return wrong(`it would delete ${deleted} files; more than ${MOST_DELETIONS} at once wait for a person`);
  if (deleted < 2) return undefined;
  const before = await filesBefore();
  if (deleted >= before) return wrong(`it would delete all ${before} files; that waits for a person`);
  if (deleted < MAX_NAMED_FILES || deleted * 2 <= before) return undefined;
  return wrong(`it would delete ${deleted} of ${before} files; more than half at once wait for a person`);
}

const wrong = (reason: string): Outcome => ({ kind: "failed", cause: "deletions", reason });

/** Files that are gone or emptied. One that stands elsewhere now was moved. */
function deletions(changes: readonly Change[]): number {
  const added = new Map<string, number>();
  for (const { before, after } of changes)
    if (before === undefined && after !== undefined) added.set(after, (added.get(after) ?? 0) + 1);
  const isMoved = ({ before = "" }: Change) => {
    const left = added.get(before) ?? 0;
    if (left > 0) added.set(before, left - 1);
    return left > 0;
  };
  return changes.filter((change) => isGone(change) && !isMoved(change)).length;
}

const isGone = ({ deleted, before, after }: Change) => deleted || (after === EMPTY && before !== undefined);
