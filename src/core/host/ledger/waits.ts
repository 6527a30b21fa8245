import type { Outcome } from "../../contracts/outcome.ts";
import type { Wait, WaitAnswer, WaitRecord } from "../../contracts/waits.ts";
import { isStated } from "../../text/outcome.ts";
import { FLEET } from "./claim-table.ts";
import type { Database } from "./database.ts";

/** An item, as the claim on it names it. */
export interface Claimed {
  readonly workspace: string;
  readonly source: string;
  readonly item: string;
}

/** Waits of items. */
export class SqliteWaits implements WaitRecord {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  async of(workspace: string): Promise<readonly Wait[]> {
    return this.db.rows<Wait>("SELECT * FROM wait WHERE workspace IN (?, ?) ORDER BY condition", workspace, FLEET);
  }

  async expect(wait: Wait): Promise<void> {
    this.put(wait, "INSERT OR IGNORE");
  }

  async saw(wait: Wait, { state, reason }: WaitAnswer, at: number): Promise<void> {
    const { workspace, source, item, condition, since } = wait;
    this.db.transaction(() => {
      const sql = `UPDATE wait SET state = ?, reason = ?, checked = ? WHERE state <> 'met'
        AND workspace = ? AND source = ? AND item = ? AND condition = ? AND since = ?`;
      const seen = this.db.write(sql, state, reason, at, workspace, source, item, condition, since);
      if (seen > 0 && state === "met") this.release({ workspace, source, item });
    });
  }

  /** Inside a transaction: replaces an item's waits with those that the end of its session tells of. */
  settle(claimed: Claimed, outcome: Outcome, at: number): void {
    if (!isStated(outcome)) return;
    const { kind, waitingFor = [] } = outcome;
    this.forget(claimed);
    const begun = { since: at, checked: 0, state: "pending", reason: "" } as const;
    for (const condition of kind === "waiting" ? waitingFor : [])
      this.put({ ...claimed, ...begun, condition }, "INSERT OR IGNORE");
  }

  /** Inside a transaction. */
  forget({ workspace, source, item }: Claimed): void {
    const sql = "DELETE FROM wait WHERE workspace IN (?, ?) AND source = ? AND item = ?";
    this.db.write(sql, workspace, FLEET, source, item);
  }

  private release({ workspace, source, item }: Claimed): void {
    const rows = this.db.rows<Wait>(OF_ITEM, workspace, source, item);
    if (rows.some(({ state }) => state !== "met")) return;
    const reason = `it waited for ${rows.map((one) => `${one.condition}: ${one.reason}`).join("; ")}`;
    this.db.write(FREE, reason, workspace, source, item);
  }

  private put({ workspace, source, item, condition, since, checked, state, reason }: Wait, verb: string): void {
    this.db.insert("wait", { workspace, source, item, condition, since, checked, state, reason }, verb);
  }
}

const OF_ITEM = "SELECT * FROM wait WHERE workspace = ? AND source = ? AND item = ? ORDER BY condition";
const FREE = `UPDATE claim SET state = 'free', reason = ? WHERE state = 'done'
  AND workspace = ? AND source = ? AND item = ?`;
