import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { Database } from "../../../../src/core/host/ledger/database.ts";
import { SqliteLedger } from "../../../../src/core/host/ledger/sqlite-ledger.ts";

const DAY = "2026-11-22";
const DOLLAR = 1_000_000;
const UNFIT = { kind: "unfit", reason: "no sign-in" } as const;
const NOTHING = { kind: "none", reason: "nothing was written" } as const;

/** A fleet as init proposes it for one run a day: the notices that are open, and a session opened. */
async function onceADay() {
  const folder = await mkdtemp(join(tmpdir(), "midwatch-notices-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const ledger = new SqliteLedger(new Database(join(folder, "ledger.db")));
  onTestFinished(() => ledger.close());
  const open = async (n: number, asked = 2 * DOLLAR) =>
    ledger.open({
      session: `0000000${n}-session`,
      agent: "ann",
      workspace: "main",
      backend: "scripted",
      budget: { asked, day: DAY, agentDay: 2 * DOLLAR, fleetDay: 2 * DOLLAR },
      due: { id: `due-${n}`, rule: "test", from: n, duty: false, reason: "asked for" },
      at: n,
      slots: 4,
      process: { pid: 1, startTime: "1", boot: "boot" },
    });
  const end = (n: number, spent: number) =>
    ledger.settle({ session: `0000000${n}-session`, at: n + 1, outcome: UNFIT, publication: NOTHING, spent });
  const notices = async () =>
    (await ledger.history.obligations()).map(({ key }) => key.split(":").slice(1, 3).join(" "));
  return { ledger, open, end, notices };
}

it("a notice is taken back when what was reserved turns out not to be spent (B9)", async () => {
  const { open, end, notices } = await onceADay();
  await open(1);
  expect(await notices()).toEqual(["nearly agent-day", "nearly fleet-day"]);
  await end(1, 0);
  expect(await notices()).toEqual([]);
  await open(2);
  expect(await notices()).toEqual(["nearly agent-day", "nearly fleet-day"]);
});

it("a notice stays as long as it is so", async () => {
  const { open, end, notices } = await onceADay();
  await open(1);
  await end(1, 1.7 * DOLLAR);
  expect(await notices()).toEqual(["nearly agent-day", "nearly fleet-day"]);
});

it("what was refused is taken back when there is room for it again, or the cap is raised", async () => {
  const { ledger, open, end, notices } = await onceADay();
  await open(1, DOLLAR);
  expect(await notices()).toEqual([]);
  await end(1, DOLLAR);
  expect(await open(2)).toMatchObject({ ok: false });
  expect(await notices()).toEqual(["hit agent-day", "hit fleet-day"]);
  for (const [scope, agent] of [
    ["agent-day", "ann"],
    ["fleet-day", "*"],
  ] as const)
    await ledger.raiseCap({ scope, agent, day: DAY, micros: 5 * DOLLAR });
  expect(await notices()).toEqual([]);
});
