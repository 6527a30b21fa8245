import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { Database } from "../../../../src/core/host/ledger/database.ts";
import { SqliteLedger } from "../../../../src/core/host/ledger/sqlite-ledger.ts";

const SCHEMA_3 = readFileSync(join(import.meta.dirname, "../../../fixtures/ledger-schema-3.sql"), "utf8");

describe("a ledger of midwatch 0.1.0", () => {
  const made = () => {
    const file = join(mkdtempSync(join(tmpdir(), "midwatch-migration-")), "ledger.db");
    const db = new DatabaseSync(file);
    db.exec(SCHEMA_3);
    db.close();
    return file;
  };

  it("is brought up to date by the first command that writes, with all it knows", async () => {
    const file = made();
    new Database(file).close();
    const ledger = new SqliteLedger(new Database(file));
    expect(await ledger.history.find("0000abcd")).toMatchObject([{ agent: "ada", outcome: { reason: "did it" } }]);
    ledger.close();
  });

  it("knows the work it has kept, and asks for none of it that a later session has done and published", async () => {
    const ledger = new SqliteLedger(new Database(made()));
    expect(await ledger.history.rescues()).toMatchObject([
      { commit: "1", name: "0000abce", item: { id: "a", title: "A" }, from: "its own work", at: 4, state: "waiting" },
      { commit: "2", name: "0000abcf", item: { id: "b", title: "B" }, state: "superseded" },
    ]);
    expect(await ledger.history.obligations()).toMatchObject([{ action: "merge 1" }]);
    ledger.close();
  });

  it("knows since when an item waits that was passed over before", async () => {
    const file = made();
    const db = new DatabaseSync(file);
    const sessions = db.prepare("SELECT id, started FROM session ORDER BY id").all() as {
      id: string;
      started: number;
    }[];
    const insert = db.prepare("INSERT INTO candidate VALUES (?, 0, 'queue', 'x', 'X', 'r', 'primary', 0, ?)");
    for (const [n, { id }] of sessions.entries()) insert.run(id, n === 0 ? "ready" : "waiting: for Bob");
    db.close();
    const ledger = new SqliteLedger(new Database(file));
    expect(await ledger.history.waits()).toMatchObject([{ item: "x", since: sessions[1]?.started }]);
    ledger.close();
  });

  it("is brought up to date although a row of it is damaged", async () => {
    const file = made();
    const db = new DatabaseSync(file);
    db.exec(
      "INSERT INTO effect VALUES ('x', '019ab000-0000-7000-8000-00000000abcd', 'desk', 'rescue', '{half', 'intent', NULL)",
    );
    db.close();
    const ledger = new SqliteLedger(new Database(file));
    expect(await ledger.history.rescues()).toHaveLength(2);
    ledger.close();
  });

  it("has the columns and indexes of a new one", () => {
    const shape = (file: string) => {
      const db = new Database(file);
      const names = db.rows<{ name: string }>(
        "SELECT m.name || '.' || c.name AS name FROM sqlite_schema m, pragma_table_xinfo(m.name) c UNION SELECT name FROM sqlite_schema WHERE type = 'index' ORDER BY 1",
      );
      db.close();
      return names.map(({ name }) => name);
    };
    expect(shape(made())).toEqual(shape(join(mkdtempSync(join(tmpdir(), "midwatch-migration-")), "ledger.db")));
  });

  it("is told to whoever may only read what brings it up to date", () => {
    const file = made();
    expect(() => new Database(file, { readOnly: true })).toThrow(
      /earlier midwatch .* any command that writes brings it up/,
    );
  });
});
