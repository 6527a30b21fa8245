import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { Database } from "../../../../src/core/host/ledger/database.ts";
import { SqliteLedger } from "../../../../src/core/host/ledger/sqlite-ledger.ts";
import type { WorkItem } from "../../../../src/index.ts";

const ITEM: WorkItem = {
  source: "github",
  id: "owner/repo#12",
  title: "Mend it",
  state: "ready",
  tier: "secondary",
  rev: "r1",
};

/** Two agents, each in a workspace of its own, and each with a session open. */
async function two() {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-shared-"));
  const ledger = new SqliteLedger(new Database(join(folder, "ledger.db")));
  onTestFinished(() => {
    ledger.close();
    rmSync(folder, { recursive: true });
  });
  for (const [at, agent] of ["ann", "bob"].entries())
    await ledger.open({
      session: agent,
      agent,
      workspace: `of-${agent}`,
      backend: "scripted",
      budget: { asked: 0, day: "2026-11-22" },
      due: { id: agent, rule: "test", from: at, duty: false, reason: "" },
      at,
      slots: 2,
      process: { pid: 1, startTime: "1", boot: "boot" },
    });
  return ledger;
}

it("lets one agent of the fleet take what is the same for every workspace, and no other (X01)", async () => {
  const ledger = await two();
  expect(await ledger.take("ann", { ...ITEM, shared: true })).toEqual({ ok: true });
  expect(await ledger.take("bob", { ...ITEM, shared: true })).toMatchObject({
    ok: false,
    reason: expect.stringMatching(/held by ann/),
  });
  const publication = { kind: "none", reason: "" } as const;
  await ledger.settle({ session: "ann", at: 2, outcome: { kind: "done", reason: "mended" }, publication });
  expect(await ledger.take("bob", { ...ITEM, shared: true })).toMatchObject({
    ok: false,
    reason: expect.stringMatching(/done at this/),
  });
  expect(await ledger.history.claims("of-bob")).toMatchObject([{ item: ITEM.id, state: "done" }]);
  expect(await ledger.release("of-bob", ITEM)).toBe(true);
  expect(await ledger.take("bob", { ...ITEM, shared: true })).toEqual({ ok: true });
});

it("keeps an item that is not, to its workspace", async () => {
  const ledger = await two();
  expect(await ledger.take("ann", ITEM)).toEqual({ ok: true });
  expect(await ledger.take("bob", ITEM)).toEqual({ ok: true });
});
