import type { SQLInputValue } from "node:sqlite";
import type { SessionFilter, SessionRecord } from "../../contracts/fleet-history.ts";
import type { Database } from "./database.ts";
import { type SessionRow, toSession } from "./rows.ts";

type Condition = readonly [string, SQLInputValue | undefined];

/** Sessions that a filter lets through, the newest first. */
export function sessionsIn(db: Database, filter: SessionFilter): readonly SessionRecord[] {
  const { where, values } = conditionsOf(filter);
  const sql = `SELECT * FROM session WHERE ${where} ORDER BY started DESC, id DESC LIMIT ?`;
  return db.rows<SessionRow>(sql, ...values, filter.limit ?? -1).map(toSession);
}

/** Number of sessions that a filter lets through, whatever its limit. */
export function countSessionsIn(db: Database, filter: SessionFilter): number {
  const { where, values } = conditionsOf(filter);
  return db.row<{ n: number }>(`SELECT count(*) AS n FROM session WHERE ${where}`, ...values)?.n ?? 0;
}

function conditionsOf(filter: SessionFilter): { where: string; values: SQLInputValue[] } {
  const { agent, backend, endedAfter, startedAfter, on, isPaid = false, outcomes, itemText } = filter;
  const conditions: readonly Condition[] = [
    ["agent = ?", agent],
    ["backend = ?", backend],
    ["ended > ?", endedAfter],
    ["started > ?", startedAfter],
    ["workspace = ?", on?.workspace],
    ["item ->> 'source' = ?", on?.source],
    ["item ->> 'id' = ?", on?.id],
    ["usage ->> 'micros' > ?", isPaid ? 0 : undefined],
    ["outcome ->> 'kind' IN (SELECT value FROM json_each(?))", outcomes && JSON.stringify(outcomes)],
    ["instr(lower((item ->> 'id') || char(10) || (item ->> 'title')), ?) > 0", itemText?.toLowerCase()],
  ];
  const wanted = conditions.filter((one): one is [string, SQLInputValue] => one[1] !== undefined);
  return {
    where: wanted.map(([condition]) => condition).join(" AND ") || "true",
    values: wanted.map(([, value]) => value),
  };
}

/** Sessions whose id begins, or ends, so. */
export function sessionsCalled(db: Database, idPart: string): readonly SessionRecord[] {
  const sql = idPart.length < SHORT_ID_LENGTH ? FIND_BY_FEW : FIND;
  return db.rows<SessionRow>(sql, idPart, `${idPart}\u{10ffff}`).map(toSession);
}

/** Sessions whose work is on a branch of a workspace, the newest first. */
export function publishedIn(
  db: Database,
  { name, branch }: { readonly name: string; readonly branch: string },
  limit: number,
): readonly SessionRecord[] {
  const sql = `SELECT * FROM session WHERE workspace = ? AND publication ->> 'kind' = 'published'
    AND publication ->> 'branch' = ? ORDER BY rowid DESC LIMIT ?`;
  return db.rows<SessionRow>(sql, name, branch, limit).map(toSession);
}

const SHORT_ID_LENGTH = 8;
/** By how an id begins, or by how it ends; each by its index. */
const FIND = `SELECT * FROM session WHERE (id >= ?1 AND id < ?2)
  OR (short = substr(?1, -${SHORT_ID_LENGTH}) AND substr(id, -length(?1)) = ?1) ORDER BY started`;
/** Less than the short id has: every session is looked at. */
const FIND_BY_FEW = `SELECT * FROM session WHERE (id >= ?1 AND id < ?2) OR substr(id, -length(?1)) = ?1 ORDER BY started`;
