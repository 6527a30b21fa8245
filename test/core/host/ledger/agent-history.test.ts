import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { Database } from "../../../../src/core/host/ledger/database.ts";
import { SqliteLedger } from "../../../../src/core/host/ledger/sqlite-ledger.ts";
import { monthOf } from "../../../../src/core/night/agent-month.ts";
import { fill, type PastSession } from "./years.ts";

const NOW = Date.parse("2026-11-23T09:00:00Z");
const DAY = 24 * 3_600_000;

function ledgerWith(sessions: readonly PastSession[]) {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-agents-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "ledger.db");
  const ledger = new SqliteLedger(new Database(file));
  onTestFinished(() => ledger.close());
  fill(file, sessions);
  return ledger.history;
}

const sessions = (agent: string, ...given: readonly Partial<PastSession>[]) =>
  given.map(
    (one, n): PastSession => ({
      id: `${agent.padStart(8, "0")}-0000-7000-8000-${String(n).padStart(12, "0")}`,
      agent,
      at: NOW - (given.length - n) * 60_000,
      kind: "done",
      reason: "as asked",
      spent: 100,
      reserved: 2_000,
      ...one,
    }),
  );

describe("the month of an agent", () => {
  const kinds = ["done", "idle", "nothing", "no-effect", "failed", "blocked"];

  it("tells success and no effect of the sessions that had something to do, and the cost of all", async () => {
    const unproven = { unproven: true, spent: null } as const;
    const history = ledgerWith(sessions("ada", { at: NOW - 31 * DAY }, ...kinds.map((kind) => ({ kind })), unproven));
    expect(monthOf(await history.agents.endings(NOW - 30 * DAY))).toEqual({
      sessions: 7,
      withWork: 5,
      fruitful: 1,
      fruitless: 2,
      micros: 2_600,
      guesses: 1,
    });
  });

  it("is told of a thousand agents by one question, and the latest session of each by another", async () => {
    const names = Array.from({ length: 1_000 }, (_, n) => `agent-${n}`);
    const history = ledgerWith(names.flatMap((name) => sessions(name, ...kinds.map((kind) => ({ kind })))));
    const latest = await history.agents.latest();
    expect([...new Set(latest.map(({ outcome }) => outcome?.kind))]).toEqual(["blocked"]);
    expect(new Set(latest.map(({ agent }) => agent)).size).toBe(1_000);
    expect((await history.agents.endings(0)).length).toBe(6_000);
  });
});
