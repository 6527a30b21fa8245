import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { OutcomeKind } from "../../../../src/core/contracts/outcome.ts";
import { Database } from "../../../../src/core/host/ledger/database.ts";
import { SqliteLedger } from "../../../../src/core/host/ledger/sqlite-ledger.ts";

function ledgerOf(): SqliteLedger {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-ledger-"));
  const ledger = new SqliteLedger(new Database(join(folder, "ledger.db")));
  onTestFinished(() => {
    ledger.close();
    rmSync(folder, { recursive: true });
  });
  return ledger;
}

const ITEM = { source: "queue", id: "a", title: "Item a", state: "ready", tier: "primary", rev: "r1" } as const;

/** A session with an item and lessons in its brief, to its end; still open when nothing is said of that. */
async function session(ledger: SqliteLedger, n: number, lessons: readonly string[], kind?: OutcomeKind): Promise<void> {
  const id = `session-${n}`;
  const due = { id: `due-${n}`, rule: "test", from: n, duty: false, reason: "asked for" };
  const process = { pid: 1, startTime: "1", boot: "boot" };
  const who = { agent: kind ? "ann" : "bob", workspace: "main", backend: "scripted", at: n, slots: 4, process };
  await ledger.open({ ...who, session: id, due, budget: { asked: 0, day: "2026-11-22" } });
  await ledger.take(id, { ...ITEM, id: `item-${n}` });
  await ledger.lessons.use(
    id,
    lessons.map((lesson) => ({ id: lesson, rev: "1" })),
  );
  const none = { kind: "none", reason: "nothing was written" } as const;
  if (kind) await ledger.settle({ session: id, at: n + 1, outcome: { kind, reason: "so" }, publication: none });
}

describe("what the ledger knows of lessons", () => {
  it("is how the sessions of each agent ended, with each of them and in all", async () => {
    const ledger = ledgerOf();
    await session(ledger, 1, ["x", "y"], "done");
    await session(ledger, 2, ["x"], "failed");
    await session(ledger, 3, [], "done");
    await session(ledger, 4, ["x"]);
    const { all, using } = await ledger.lessons.history();
    const row = { agent: "ann", cause: null };
    expect(all).toEqual([
      { ...row, outcome: "done", sessions: 2 },
      { ...row, outcome: "failed", sessions: 1 },
    ]);
    expect(using).toEqual([
      { ...row, lesson: "x", outcome: "done", sessions: 1 },
      { ...row, lesson: "x", outcome: "failed", sessions: 1 },
      { ...row, lesson: "y", outcome: "done", sessions: 1 },
    ]);
  });

  it("is what was measured elsewhere, as of the last time", async () => {
    const { lessons } = ledgerOf();
    await lessons.measure([{ lesson: "x", sessions: 3.5, good: 1 }]);
    await lessons.measure([{ lesson: "y", sessions: 2, good: 1.5 }]);
    expect((await lessons.history()).measured).toEqual([{ lesson: "y", sessions: 2, good: 1.5 }]);
  });

  it("is which of them were retracted, with the first reason, until a person thinks better of it", async () => {
    const { lessons } = ledgerOf();
    const retracted = { workspace: "main", lesson: "x", reason: "it is wrong", at: 1 };
    await lessons.retract(retracted);
    await lessons.retract({ ...retracted, reason: "again", at: 2 });
    expect(await lessons.retracted()).toEqual([retracted]);
    expect([await lessons.restore("main", "x"), await lessons.restore("main", "x")]).toEqual([true, false]);
    expect(await lessons.retracted()).toEqual([]);
  });
});
