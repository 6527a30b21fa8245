import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { WorkItem } from "../../../../src/core/contracts/work.ts";
import { Database } from "../../../../src/core/host/ledger/database.ts";
import { SqliteLedger } from "../../../../src/core/host/ledger/sqlite-ledger.ts";

const ITEM: WorkItem = { source: "tasks", id: "a", rev: "1", title: "A", body: "", tier: "primary", state: "ready" };
const KNOWN = { workspace: "desk", source: "tasks", id: "a", title: "a" };

function made() {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-items-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const ledger = new SqliteLedger(new Database(join(folder, "ledger.db")));
  onTestFinished(() => ledger.close());
  return ledger;
}

it("an item that a person has held and given free says so, although no claim is on it any more", async () => {
  const ledger = made();
  await ledger.hold("ann", "desk", ITEM);
  await ledger.release("desk", ITEM, "bob");
  const { claim, changes } = await ledger.history.items.facts(KNOWN);
  expect(claim).toBeUndefined();
  expect(changes).toMatchObject([
    { what: "claim", state: "held", by: "ann" },
    { what: "claim", state: "free", by: "bob", reason: "released" },
  ]);
});

it("an item knows each wait, and how it ended, although the wait is forgotten", async () => {
  const ledger = made();
  const wait = { workspace: "desk", source: "tasks", item: "a", condition: "until 2026-11-23", since: 1, checked: 0 };
  await ledger.waits.expect({ ...wait, state: "pending", reason: "" });
  await ledger.waits.saw({ ...wait, state: "pending", reason: "" }, { state: "met", reason: "it is that day" }, 2);
  await ledger.release("desk", ITEM);
  const { waits, changes } = await ledger.history.items.facts(KNOWN);
  expect(waits).toEqual([]);
  expect(changes.map(({ state, reason }) => [state, reason])).toEqual([
    ["pending", "until 2026-11-23"],
    ["met", "until 2026-11-23: it is that day"],
  ]);
});

it("an item knows who has settled what it needed, and what went away by itself", async () => {
  const ledger = made();
  const need = { key: "quarantine:tasks:a", owner: "owner", action: "look at a", at: 1 };
  for (const by of ["ann", undefined]) {
    await ledger.oblige(need);
    expect(await ledger.fulfil(need.key, by)).toBe(true);
  }
  expect((await ledger.history.items.facts(KNOWN)).settled.map(({ action, by }) => [action, by])).toEqual([
    ["look at a", "ann"],
    ["look at a", "midwatch"],
  ]);
});

it("an item that is the same in every workspace is found once", async () => {
  const ledger = made();
  await ledger.hold("ann", "desk", { ...ITEM, shared: true });
  expect(await ledger.history.items.called("a")).toEqual([{ ...KNOWN, workspace: "*" }]);
});
