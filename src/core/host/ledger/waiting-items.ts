import type { WaitingItem } from "../../contracts/health-history.ts";
import type { Database } from "./database.ts";

/** How the reason of a candidate begins that is passed over because it is not ready. */
const NOT_READY = "(reason LIKE 'waiting%' OR reason LIKE 'blocked%')";

/** All that was ever considered, and when. */
const SEEN = `SELECT candidate.session, candidate.source, candidate.item, candidate.title, candidate.reason, started, agent
  FROM candidate JOIN session ON session.id = candidate.session`;

/**
 * Since when items wait: the first time they were passed over for it after they last were not. What nobody has on offer
 * any more waits for nothing: an item counts only when the latest choice of one of those that look at it has it.
 */
export function waitingItems(db: Database): WaitingItem[] {
  const sql = `WITH seen AS (${SEEN}),
    latest AS (SELECT max(session) AS id FROM seen GROUP BY agent),
    now AS (SELECT source, item, title, reason, max(started) AS seen FROM seen
      WHERE session IN (SELECT id FROM latest) GROUP BY source, item HAVING ${NOT_READY})
    SELECT now.source, now.item, now.title, now.reason, now.seen, min(seen.started) AS since FROM now
      JOIN seen ON seen.source = now.source AND seen.item = now.item
      WHERE seen.started > coalesce((SELECT max(started) FROM seen AS other
        WHERE other.source = now.source AND other.item = now.item AND NOT ${NOT_READY.replaceAll("reason", "other.reason")}), -1)
      GROUP BY now.source, now.item ORDER BY since`;
  return db.rows<WaitingItem>(sql);
}
