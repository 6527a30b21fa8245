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
