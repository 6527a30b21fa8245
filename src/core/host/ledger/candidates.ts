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
 * Removes the previous look's candidates that were listed only because they wait for a person: the latest look lists
 * them.
 */
const FORGET_BLOCKED = `DELETE FROM candidate WHERE n >= ${FIRST} AND reason LIKE 'blocked%' AND session = (SELECT id FROM session
    WHERE agent = (SELECT agent FROM session WHERE id = ?1) AND id <> ?1 ORDER BY started DESC LIMIT 1)
  AND NOT EXISTS (SELECT 1 FROM candidate near WHERE near.session = candidate.session AND near.taken = 1
    AND candidate.n BETWEEN near.n AND near.n + ${NEXT})`;

/** Writes down what a session has considered: those that say why it took what it took, and how many others there were. */
export function keepCandidates(db: Database, session: string, considered: readonly Considered[]): void {
  const taken = considered.findIndex((one) => one.taken);
  const isTelling = (n: number) => n < FIRST || (taken >= 0 && n >= taken && n <= taken + NEXT);
  for (const [n, one] of considered.entries())
    if (isTelling(n) || isBlocked(one)) db.insert("candidate", { session, n, ...fromConsidered(one) });
  db.write("UPDATE session SET considered = ? WHERE id = ?", considered.length, session);
  db.write(FORGET_BLOCKED, session);
  const before = idBefore(session);
  if (before !== undefined) db.write("DELETE FROM candidate WHERE session < ?", before);
}

/** True for a candidate that waits for a person, at any place of the list. */
const isBlocked = ({ reason }: Considered): boolean => reason.startsWith("blocked");

/** Ids begin with their time: this is the start of the first id of that long ago. */
function idBefore(session: string): string | undefined {
  const { high, low } = UUID_V7.exec(session)?.groups ?? {};
  if (high === undefined || low === undefined) return undefined;
  const hex = Math.max(0, Number.parseInt(high + low, 16) - KEPT_MS)
    .toString(16)
    .padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}`;
}
