import type { Tainted, TaintRecord } from "../../contracts/taint.ts";
import type { Database } from "./database.ts";

/** Texts, and sessions, that strangers may have had a part in. */
export class SqliteTaints implements TaintRecord {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  async add(tainted: readonly Tainted[]): Promise<void> {
    if (tainted.length === 0) return;
    this.db.transaction(() => {
      for (const { workspace, blob, session, origin } of tainted)
        this.db.insert("tainted", { workspace, blob, session, origin }, "INSERT OR IGNORE");
    });
  }

  async any(workspace: string): Promise<boolean> {
    return this.db.row("SELECT 1 FROM tainted WHERE workspace = ? LIMIT 1", workspace) !== undefined;
  }

  async among(workspace: string, blobs: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const sql =
      "SELECT blob AS key, origin FROM tainted WHERE workspace = ? AND blob IN (SELECT value FROM json_each(?))";
    return new Map(
      this.db.rows<TaintOrigin>(sql, workspace, JSON.stringify(blobs)).map(({ key, origin }) => [key, origin]),
    );
  }

  async sessions(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const sql = "SELECT session AS key, origin FROM tainted WHERE session IN (SELECT value FROM json_each(?))";
    return new Map(this.db.rows<TaintOrigin>(sql, JSON.stringify(ids)).map(({ key, origin }) => [key, origin]));
  }
}

interface TaintOrigin {
  readonly key: string;
  readonly origin: string;
}
