import type { SessionFilter, SessionRecord } from "../../contracts/fleet-history.ts";
import type { Database } from "./database.ts";
import { type SessionRow, toSession } from "./rows.ts";

/** Sessions that a filter lets through, the newest first. */
export function sessionsIn(db: Database, filter: SessionFilter): readonly SessionRecord[] {
  const { limit = -1, agent, backend, endedAfter, on, isPaid = false } = filter;
  const wanted = [
    ["agent = ?", agent],
    ["backend = ?", backend],
    ["ended > ?", endedAfter],
    ["workspace = ?", on?.workspace],
    ["item ->> 'source' = ?", on?.source],
    ["item ->> 'id' = ?", on?.id],
    ["usage ->> 'micros' > ?", isPaid ? 0 : undefined],
  ].filter((one): one is [string, string | number] => one[1] !== undefined);
  const where = wanted.map(([condition]) => condition).join(" AND ") || "true";
  const sql = `SELECT * FROM session WHERE ${where} ORDER BY started DESC, id DESC LIMIT ?`;
  const values = wanted.map(([, value]) => value);
  return db.rows<SessionRow>(sql, ...values, limit).map(toSession);
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
    AND publication ->> 'branch' = ? ORDER BY started DESC, id DESC LIMIT ?`;
  return db.rows<SessionRow>(sql, name, branch, limit).map(toSession);
}

const SHORT_ID_LENGTH = 8;
/** By how an id begins, or by how it ends; each by its index. */
const FIND = `SELECT * FROM session WHERE (id >= ?1 AND id < ?2)
  OR (short = substr(?1, -${SHORT_ID_LENGTH}) AND substr(id, -length(?1)) = ?1) ORDER BY started`;
/** Less than the short id has: every session is looked at. */
const FIND_BY_FEW = `SELECT * FROM session WHERE (id >= ?1 AND id < ?2) OR substr(id, -length(?1)) = ?1 ORDER BY started`;
