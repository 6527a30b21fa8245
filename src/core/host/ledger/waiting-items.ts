import type { WaitingItem } from "../../contracts/health-history.ts";
import type { Database } from "./database.ts";

/** Condition that a candidate was passed over because it is not ready, by the start of its reason. */
const NOT_READY = "(reason LIKE 'waiting%' OR reason LIKE 'blocked%')";

const MONTH_MS = 30 * 24 * 60 * 60_000;

/**
 * Candidates of the last month there was, and their times: the years before would cost seconds, and say nothing more.
 */
const SEEN = `SELECT candidate.session, candidate.source, candidate.item, candidate.title, candidate.reason, started, agent
  FROM candidate JOIN session ON session.id = candidate.session
  WHERE started > (SELECT max(started) FROM session) - ${MONTH_MS}`;

/**
 * Times since which items wait: the first time they were passed over for it after they last were not. An item that is
 * on offer no more waits for nothing: it counts only when the latest choice of one of the agents that look at it has
 * it.
 */
export function waitingItems(db: Database): WaitingItem[] {
  const sql = `WITH seen AS MATERIALIZED (${SEEN}),
    latest AS (SELECT max(session) AS id FROM seen GROUP BY agent),
    now AS (SELECT source, item, title, reason, max(started) AS seen FROM seen
      WHERE session IN (SELECT id FROM latest) GROUP BY source, item HAVING ${NOT_READY}),
    ready AS (SELECT source, item, max(started) AS at FROM seen WHERE NOT ${NOT_READY} GROUP BY source, item)
    SELECT now.source, now.item, now.title, now.reason, now.seen, min(seen.started) AS since FROM now
      JOIN seen ON seen.source = now.source AND seen.item = now.item
      LEFT JOIN ready ON ready.source = now.source AND ready.item = now.item
      WHERE seen.started > coalesce(ready.at, -1) GROUP BY now.source, now.item ORDER BY since`;
  return db.rows<WaitingItem>(sql);
}
