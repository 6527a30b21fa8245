import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { Database } from "../../../../src/core/host/ledger/database.ts";
import { SqliteLedger } from "../../../../src/core/host/ledger/sqlite-ledger.ts";

const DAY = "2026-11-22";
const CAP = 50_000;

function ledgerFile() {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-race-"));
  const file = join(folder, "ledger.db");
  const ledger = new SqliteLedger(new Database(file));
  onTestFinished(() => {
    ledger.close();
    rmSync(folder, { recursive: true });
  });
  return { file, ledger };
}

async function racer(...args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "racer.mjs"), ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout ?? child, "data");
  return child;
}

const go = (child: ChildProcess) => child.stdin?.write("go\n");

it("eight processes that race for a cap spend all of it, and never more (U01)", async () => {
  const { file, ledger } = ledgerFile();
  const names = Array.from({ length: 8 }, (_, n) => `racer-${n}`);
  const racers = await Promise.all(names.map((name) => racer(file, name, "runs")));
  for (const child of racers) go(child);
  const codes = await Promise.all(racers.map(async (child) => (await once(child, "exit"))[0] as number));
  expect(codes).toEqual(racers.map(() => 0));
  const reserved = await ledger.history.reservations(DAY);
  expect(reserved.reduce((sum, { spent, micros }) => sum + (spent ?? micros), 0)).toBe(CAP);
  expect(reserved.every(({ state }) => state === "settled")).toBe(true);
});

it("what a killed process had reserved counts, and is charged what it took, once (U02)", async () => {
  const { file, ledger } = ledgerFile();
  const child = await racer(file, "ann", "dies");
  const reserved = once(child.stdout ?? child, "data");
  go(child);
  await reserved;
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
  const money = () => ledger.history.reservations(DAY);
  expect(await money()).toMatchObject([{ micros: 1_000, spent: null, state: "open" }]);

  const lost = { outcome: { kind: "crashed", reason: "" }, publication: { kind: "none", reason: "" } } as const;
  await ledger.settle({ session: "ann-0", at: 1, spent: 400, ...lost });
  await expect(ledger.settle({ session: "ann-0", at: 2, spent: 1, ...lost })).rejects.toThrow("has been ended");
  expect(await money()).toMatchObject([{ spent: 400, state: "settled" }]);
});
