import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, it, onTestFinished } from "vitest";
import { Database } from "../../../../src/core/host/ledger/database.ts";
import { keepRevision } from "../../../../src/core/host/ledger/revisions.ts";
import { SqliteLedger } from "../../../../src/core/host/ledger/sqlite-ledger.ts";
import { toldRevisions } from "../../../../src/core/night/revisions.ts";
import { fill, pastSessions } from "./years.ts";

it("a revision that the files come back to is told again, and what an earlier midwatch ran is not recorded", async () => {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-revisions-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "ledger.db");
  const database = new Database(file);
  const ledger = new SqliteLedger(database);
  onTestFinished(() => ledger.close());
  const sessions = pastSessions(40, Date.parse("2026-11-23T09:00:00Z"));
  fill(file, sessions);
  const marks = (budget: string) =>
    new Map([
      ["midwatch.yaml", budget],
      ["agents/ada.md", "a"],
    ]);
  const [first, second] = [keepRevision(database, marks("25"), 1), keepRevision(database, marks("50"), 2)];
  expect(keepRevision(database, new Map([...marks("25")].toReversed()), 3)).toBe(first);
  const db = new DatabaseSync(file);
  onTestFinished(() => db.close());
  const set = db.prepare("UPDATE session SET revision = ? WHERE id >= ?");
  for (const [at, id] of [
    [10, first],
    [20, second],
    [30, first],
  ] as const)
    set.run(id, sessions[at]?.id ?? "");
  const told = toldRevisions(await ledger.history.revisions.spans());
  expect(told.map(({ id, changed, sums }) => [id, changed?.map(({ path }) => path), sums.sessions])).toEqual([
    [first, ["midwatch.yaml"], 10],
    [second, ["midwatch.yaml"], 10],
    [first, undefined, 10],
    [undefined, undefined, 10],
  ]);
  expect(told.reduce((sum, { sums }) => sum + sums.micros, 0)).toBe(
    sessions.reduce((sum, { spent, reserved }) => sum + (spent ?? reserved), 0),
  );
});
