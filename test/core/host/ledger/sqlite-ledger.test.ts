import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Database } from "../../../../src/core/host/ledger/database.ts";
import { SqliteLedger } from "../../../../src/core/host/ledger/sqlite-ledger.ts";
import { describeLedger } from "./describe-ledger.ts";

describeLedger("SQLite", () => {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-ledger-"));
  const connect = () => new SqliteLedger(new Database(join(folder, "ledger.db")));
  const opened = [connect()];
  return {
    ledger: opened[0] as SqliteLedger,
    again() {
      const another = connect();
      opened.push(another);
      return another;
    },
    dispose() {
      for (const ledger of opened) ledger.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
});
