import type { BlockedGroup, QuarantinedItem } from "../../contracts/needs.ts";
import { DUTY_SOURCE } from "../../work/duty.ts";
import type { Database } from "./database.ts";

interface BlockedRow {
  readonly agent: string;
  readonly source: string;
  readonly id: string;
  readonly title: string;
  readonly reason: string;
  readonly sessions: number;
  readonly session: string;
  readonly since: number;
}

/** The item that a session was on, for as long as it is the same one: each due of a duty is the same work again. */
const ITEM = `workspace, agent, item ->> 'source' AS source,
  iif(item ->> 'source' = '${DUTY_SOURCE}', '${DUTY_SOURCE}', item ->> 'id') AS id`;

/**
 * Items whose claim still says so; of a duty, one that no later session of its agent has done. One that was given free,
 * or that was edited since, is on offer again and waits for no person.
 */
const BLOCKED = `WITH ended AS MATERIALIZED (SELECT id AS session, ended, started, item ->> 'title' AS title,
    outcome ->> 'reason' AS reason, ${ITEM} FROM session WHERE outcome ->> 'kind' = 'blocked' AND item IS NOT NULL)
  SELECT agent, source, id, title, reason, count(*) AS sessions, max(session) AS session, min(ended) AS since FROM ended
  WHERE iif(source = '${DUTY_SOURCE}',
    NOT EXISTS (SELECT 1 FROM session later WHERE later.agent = ended.agent AND later.started > ended.started
      AND later.item ->> 'source' = '${DUTY_SOURCE}' AND later.outcome ->> 'kind' IN ('done', 'progress', 'nothing')),
    EXISTS (SELECT 1 FROM claim WHERE claim.workspace IN (ended.workspace, '*') AND claim.source = ended.source
      AND claim.item = ended.id AND claim.state = 'done' AND claim.reason LIKE 'blocked:%'))
  GROUP BY workspace, agent, source, id, reason ORDER BY since`;

/**
 * Items that each agent's latest look at its work has passed over as blocked: a person has written that into their
 * file.
 */
const PASSED = `SELECT looked.agent, candidate.source, candidate.item AS id, candidate.title, candidate.reason, 0 AS sessions, '' AS session, coalesce(candidate.since, looked.started) AS since
  FROM (SELECT DISTINCT agent FROM session) known
  JOIN session looked ON looked.id = (SELECT id FROM session WHERE session.agent = known.agent
    AND EXISTS (SELECT 1 FROM candidate WHERE candidate.session = session.id) ORDER BY started DESC LIMIT 1)
  JOIN candidate ON candidate.session = looked.id WHERE candidate.reason LIKE 'blocked%'`;

const QUARANTINED = `SELECT workspace, source, item, reason, attempts FROM claim WHERE state = 'quarantined' ORDER BY source, item`;
const LATEST_SESSION = `SELECT id AS session, item ->> 'title' AS title, ended AS at FROM session
  WHERE item ->> 'source' = ? AND item ->> 'id' = ? AND ended IS NOT NULL ORDER BY started DESC LIMIT 1`;

/** Items grouped by their reason: fifteen sessions that wait for one person's word are one thing to do. */
export function blockedGroups(db: Database): readonly BlockedGroup[] {
  const ended = db.rows<BlockedRow>(BLOCKED);
  const known = new Set(ended.map(itemKey));
  const passed = db.rows<BlockedRow>(PASSED).filter((row) => !known.has(itemKey(row)));
  const all = [...ended, ...passed].map((row) => ({ ...row, reason: row.reason.replace(/^blocked:?\s*/i, "") }));
  const groups = Map.groupBy(all, ({ reason }) => reason.toLowerCase().replaceAll(/\W+/g, " ").trim());
  return [...groups.values()].map(groupOf);
}

const itemKey = ({ source, id }: Pick<BlockedRow, "source" | "id">) => `${source}\n${id}`;

function groupOf(rows: readonly BlockedRow[]): BlockedGroup {
  const latest = rows.map(({ session }) => session).toSorted();
  return {
    reason: rows[0]?.reason ?? "",
    agents: [...new Set(rows.map(({ agent }) => agent))],
    items: [
      ...new Map(
        rows.map((row) => [row.source === DUTY_SOURCE ? `${row.agent} ${itemKey(row)}` : itemKey(row), row.title]),
      ).values(),
    ],
    sessions: rows.reduce((sum, row) => sum + row.sessions, 0),
    session: latest.at(-1) ?? "",
    since: Math.min(...rows.map(({ since }) => since)),
  };
}

export const quarantinedItems = (db: Database): readonly QuarantinedItem[] =>
  db.rows<Omit<QuarantinedItem, "title" | "session" | "at">>(QUARANTINED).map((claim) => {
    const latest = db.row<Pick<QuarantinedItem, "title" | "session" | "at">>(LATEST_SESSION, claim.source, claim.item);
    return { ...claim, ...(latest ?? { title: claim.item, session: "", at: 0 }) };
  });
