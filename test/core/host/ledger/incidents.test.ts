import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Database } from "../../../../src/core/host/ledger/database.ts";
import { SqliteLedger } from "../../../../src/core/host/ledger/sqlite-ledger.ts";
import { describeIncidents } from "./describe-incidents.ts";

describeIncidents("SQLite", () => {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-incidents-"));
  const opened: SqliteLedger[] = [];
  const connect = () => {
    const ledger = new SqliteLedger(new Database(join(folder, "ledger.db")));
    opened.push(ledger);
    return ledger;
  };
  return {
    ledger: connect(),
    again: connect,
    dispose() {
      for (const ledger of opened) ledger.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
});
