import type { AssumptionRecord } from "../../contracts/health-history.ts";
import type { Database } from "./database.ts";

/** Assumptions that sessions have made. */
export class SqliteAssumptions implements AssumptionRecord {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  async keep(session: string, assumed: readonly string[]): Promise<void> {
    this.db.transaction(() => {
      for (const [n, text] of assumed.entries())
        this.db.insert("assumption", { session, n, text }, "INSERT OR REPLACE");
    });
  }
}

/** By session, those of sessions that ended after a moment. */
export function assumptionsIn(db: Database, endedAfter: number): ReadonlyMap<string, readonly string[]> {
  const sql = `SELECT session, json_group_array(text ORDER BY n) AS texts FROM assumption
    JOIN session ON session.id = assumption.session WHERE ended > ? GROUP BY session`;
  const rows = db.rows<{ session: string; texts: string }>(sql, endedAfter);
  return new Map(rows.map(({ session, texts }) => [session, JSON.parse(texts) as string[]]));
}
