import type { Considered } from "../../contracts/work.ts";
import type { Database } from "./database.ts";
import { fromConsidered } from "./rows.ts";

/** The first ones, whether or not they were taken, and the next ones after the one that was. */
const FIRST = 10;
const NEXT = 5;
/** For how long `why` can tell what else was on offer. */
const KEPT_MS = 90 * 86_400_000;
const UUID_V7 = /^(?<high>[0-9a-f]{8})-(?<low>[0-9a-f]{4})-7/;

/**
 * Removes rows of the agent's earlier looks that were kept only because their items were not ready, and that this look
 * has again: each row knows since when.
 */
const FORGET_OLDER = `DELETE FROM candidate WHERE n >= ${FIRST} AND since IS NOT NULL AND session IN (SELECT id FROM session
    WHERE agent = (SELECT agent FROM session WHERE id = ?1) AND id < ?1)
  AND EXISTS (SELECT 1 FROM candidate again WHERE again.session = ?1 AND again.source = candidate.source AND again.item = candidate.item)
  AND NOT EXISTS (SELECT 1 FROM candidate near WHERE near.session = candidate.session AND near.taken = 1
    AND candidate.n BETWEEN near.n AND near.n + ${NEXT})`;

/** Since when the item was not ready when it was last considered, by whichever agent; null when it was ready then. */
const BEFORE = `SELECT since FROM candidate WHERE source = ? AND item = ? AND session < ? ORDER BY session DESC LIMIT 1`;

/** Writes down what a session has considered: those that say why it took what it took, and how many others there were. */
export function keepCandidates(db: Database, session: string, considered: readonly Considered[]): void {
  const taken = considered.findIndex((one) => one.taken);
  const isTelling = (n: number) => n < FIRST || (taken >= 0 && n >= taken && n <= taken + NEXT);
  const now = db.row<{ started: number }>("SELECT started FROM session WHERE id = ?", session)?.started ?? 0;
  for (const [n, one] of considered.entries())
    if (isTelling(n) || isNotReady(one))
      db.insert("candidate", { session, n, ...fromConsidered(one), since: sinceWhen(db, session, { one, now }) });
  db.write("UPDATE session SET considered = ? WHERE id = ?", considered.length, session);
  db.write(FORGET_OLDER, session);
  const before = idBefore(session);
  if (before !== undefined) db.write("DELETE FROM candidate WHERE session < ?", before);
}

function sinceWhen(
  db: Database,
  session: string,
  { one, now }: { readonly one: Considered; readonly now: number },
): number | null {
  if (!isNotReady(one)) return null;
  return db.row<{ since: number | null }>(BEFORE, one.item.source, one.item.id, session)?.since ?? now;
}

/** True for a candidate that waits for something or somebody, at any place of the list. */
const isNotReady = ({ reason }: Considered): boolean => reason.startsWith("blocked") || reason.startsWith("waiting");

/** Ids begin with their time: this is the start of the first id of that long ago. */
function idBefore(session: string): string | undefined {
  const { high, low } = UUID_V7.exec(session)?.groups ?? {};
  if (high === undefined || low === undefined) return undefined;
  const hex = Math.max(0, Number.parseInt(high + low, 16) - KEPT_MS)
    .toString(16)
    .padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}`;
}
