import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, it, onTestFinished } from "vitest";
import type { Considered } from "../../../../src/core/contracts/work.ts";
import { Database } from "../../../../src/core/host/ledger/database.ts";
import { SqliteLedger } from "../../../../src/core/host/ledger/sqlite-ledger.ts";

const DAY = 86_400_000;
const process = { pid: 1, startTime: "1", boot: "boot" };
const NOTHING = { outcome: { kind: "idle", reason: "" }, publication: { kind: "none", reason: "" } } as const;

let ledger: SqliteLedger;
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-waits-"));
  ledger = new SqliteLedger(new Database(join(folder, "ledger.db")));
  onTestFinished(() => {
    ledger.close();
    rmSync(folder, { recursive: true });
  });
});

const passed = (id: string, reason: string): Considered => ({
  item: { source: "queue", id, title: id, state: "waiting", tier: "primary", rev: "r" },
  taken: false,
  reason,
});

/** A session of a day that looked at those items. */
async function looks(day: number, items: Readonly<Record<string, string>>, agent = "ann"): Promise<void> {
  const session = `${String(day).padStart(4, "0")}-${agent}`;
  const due = { id: `due-${session}`, rule: "test", from: day, duty: false, reason: "" };
  const whose = { session, agent, workspace: "main", backend: "scripted", process, slots: 9 };
  await ledger.open({ ...whose, due, at: day * DAY, budget: { asked: 0, day: "2026-11-22" } });
  await ledger.consider(
    session,
    Object.entries(items).map(([id, reason]) => passed(id, reason)),
  );
  await ledger.settle({ session, at: day * DAY, ...NOTHING });
}

const waits = async () => (await ledger.history.waits()).map(({ item, since }) => [item, since / DAY]);

it("an item waits since it was passed over for it first", async () => {
  for (const day of [1, 2, 3]) await looks(day, { a: "waiting: for Bob", b: "blocked: on Eve" });
  expect(await waits()).toEqual([
    ["a", 1],
    ["b", 1],
  ]);
});

it("one that was ready in between waits since it was not any more", async () => {
  await looks(1, { a: "waiting: for Bob" });
  await looks(2, { a: '"x" came first' });
  await looks(3, { a: "waiting: for Eve" });
  await looks(4, { a: "waiting: for Eve" });
  expect(await waits()).toEqual([["a", 3]]);
});

it("one that is gone, or ready, waits for nothing; what only a sibling looks at still does", async () => {
  await looks(1, { a: "waiting: for Bob", b: "waiting: for Bob" });
  await looks(1, { c: "waiting: for Bob" }, "bob");
  await looks(2, { b: "held by ada" });
  expect(await waits()).toEqual([["c", 1]]);
});

it("is told to have waited for as long as it has, however long that is", async () => {
  for (const day of [1, 20, 40, 70, 100]) await looks(day, { a: "waiting: for Bob" });
  expect(await waits()).toEqual([["a", 1]]);
});

const many = (reason: string) => Object.fromEntries(Array.from({ length: 25 }, (_, n) => [`item-${n}`, reason]));

it("is known of each of many items, however far down the list it stands (B4)", async () => {
  for (const day of [1, 2, 9]) await looks(day, many("waiting: for Bob"));
  expect(await waits()).toHaveLength(25);
  expect(new Set((await waits()).map(([, since]) => since))).toEqual(new Set([1]));
});

it("is known of many items that are blocked, and of those that come after them (B4)", async () => {
  for (const day of [1, 2, 9]) await looks(day, many("blocked: Nora has to give access"));
  expect(await ledger.history.blocked()).toMatchObject([{ since: DAY, items: { length: 25 } }]);
  await looks(10, { ...many("ready"), "item-24": "blocked: Eve has to look" });
  expect(await ledger.history.blocked()).toMatchObject([{ since: DAY, items: ["item-24"] }]);
});

it("keeps of what is far down only the latest look", async () => {
  for (const day of [1, 2, 9]) await looks(day, many("blocked: Nora has to give access"));
  const kept = async (day: number) => (await ledger.history.candidates(`${String(day).padStart(4, "0")}-ann`)).length;
  expect([await kept(1), await kept(2), await kept(9)]).toEqual([10, 10, 25]);
});
