import type { Obligation } from "../../contracts/fleet-history.ts";
import type { Database } from "./database.ts";

/** Raises an obligation, anew when an earlier one of the same key was settled. Inside of a transaction. */
export function raise(db: Database, obligation: Obligation): void {
  db.write("DELETE FROM obligation WHERE key = ? AND settled IS NOT NULL", obligation.key);
  raiseOnce(db, obligation);
}

/** Not again, even when it was settled. */
export function raiseOnce(db: Database, { key, owner, action, at }: Obligation): void {
  db.insert("obligation", { key, owner, action, at }, "INSERT OR IGNORE");
}

/** Once, in its newest words. What a person has settled stays so, although nothing has come of it yet. */
export function raiseInNewWords(db: Database, obligation: Obligation): void {
  raiseOnce(db, obligation);
  db.write("UPDATE obligation SET action = ? WHERE key = ?", obligation.action, obligation.key);
}

/** Settles an obligation; in the name of a person, where one has done so. False when nothing of that key was open. */
export function fulfil(db: Database, key: string, by?: string): boolean {
  const open = "UPDATE obligation SET settled = 1 WHERE key = ? AND settled IS NULL";
  if (db.write(open, key) === 0) return false;
  if (by !== undefined) db.write(`UPDATE settled SET "by" = ? WHERE id = (SELECT max(id) FROM settled)`, by);
  return true;
}
