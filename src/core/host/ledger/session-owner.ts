import { MidwatchError } from "../../errors.ts";
import type { Database } from "./database.ts";

/** Writes in the name of an open session: `sql` changes nothing of one that has ended. */
export function writeAsOwner(db: Database, session: string, sql: string, ...values: string[]): void {
  if (db.write(sql, ...values) === 0) throw ended(session);
}

/** Agent and workspace of an open session. */
export function openSession(db: Database, id: string): { agent: string; workspace: string } {
  const sql = "SELECT agent, workspace FROM session WHERE id = ? AND outcome IS NULL";
  const row = db.row<{ agent: string; workspace: string }>(sql, id);
  if (!row) throw ended(id);
  return row;
}

/** Error of a process that writes in the name of an ended session: it has lost it, and may only rescue. */
export const ended = (session: string) => new MidwatchError(`session ${session} has been ended by another process`);
