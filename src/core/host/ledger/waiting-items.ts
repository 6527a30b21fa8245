import type { WaitingItem } from "../../contracts/health-history.ts";
import type { Database } from "./database.ts";

const MONTH_MS = 30 * 24 * 60 * 60_000;

/** The latest look of each agent that has looked in the last month there was: of others nothing is known. */
const LATEST = `SELECT max(candidate.session) FROM candidate JOIN session ON session.id = candidate.session
  WHERE started > (SELECT max(started) FROM session) - ${MONTH_MS} GROUP BY agent`;

/**
 * Times since which items wait: the first time they were passed over for it after they last were not. An item that is
 * on offer no more waits for nothing: it counts only when the latest choice of one of the agents that look at it has
 * it.
 */
export function waitingItems(db: Database): WaitingItem[] {
  const sql = `SELECT candidate.source, candidate.item, title, candidate.reason, since, max(started) AS seen FROM candidate JOIN session ON session.id = candidate.session
    WHERE candidate.session IN (${LATEST}) GROUP BY candidate.source, candidate.item HAVING since IS NOT NULL ORDER BY since`;
  return db.rows<WaitingItem>(sql);
}
