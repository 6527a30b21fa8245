import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { CHARGED_BY, type ChargedBy } from "../../../../src/core/contracts/charges.ts";
import type { ModelUsage, Usage } from "../../../../src/core/contracts/run-result.ts";
import { Database } from "../../../../src/core/host/ledger/database.ts";
import { SqliteLedger } from "../../../../src/core/host/ledger/sqlite-ledger.ts";
import { spendOf } from "../../../../src/core/night/spend.ts";
import { fill, type PastSession, pastSessions } from "./years.ts";

const NOW = Date.parse("2026-11-23T09:00:00Z");
const DAY = 24 * 3_600_000;
const LONG_AGO = "2000-01-01";

function ledgerWith(sessions: readonly PastSession[]) {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-charges-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "ledger.db");
  const ledger = new SqliteLedger(new Database(file));
  onTestFinished(() => ledger.close());
  fill(file, sessions);
  return ledger.history;
}

const ids = Array.from({ length: 100 }, (_, n) => `${String(n).padStart(8, "0")}-0000-7000-8000-000000000000`);
const session = (given: Partial<PastSession>): PastSession => ({
  id: ids.pop() ?? "",
  agent: "ada",
  at: NOW,
  kind: "done",
  reason: "as asked",
  spent: 100,
  reserved: 2_000,
  ...given,
});

const uses = (...models: readonly ModelUsage[]): { readonly usage: Usage } => {
  const isPriced = models.every(({ micros }) => micros !== undefined);
  return { usage: { inputTokens: 9, outputTokens: 1, ...(isPriced && { micros: 1 }), models } };
};
const of = (model: string, inputTokens: number, micros?: number): ModelUsage => ({
  model,
  inputTokens,
  outputTokens: 0,
  ...(micros !== undefined && { micros }),
});

async function charged(by: ChargedBy, ...sessions: readonly Partial<PastSession>[]) {
  const groups = await ledgerWith(sessions.map(session)).charges.by(by, LONG_AGO);
  return groups.map(({ name, sessions: count, micros }) => [name, count, micros]);
}

describe("charges", () => {
  it("come to the same sum whatever they are summed by, of 10,317 sessions", async () => {
    const all = pastSessions(10_317, NOW).map((one, n) =>
      n % 3 === 0 ? one : { ...one, ...uses(of("a", 1), of("b", n)) },
    );
    const { charges } = ledgerWith(all);
    const whole = all.reduce((sum, { spent, reserved }) => sum + (spent ?? reserved), 0);
    for (const by of CHARGED_BY) {
      const groups = await charges.by(by, LONG_AGO);
      expect([by, groups.reduce((sum, { micros }) => sum + micros, 0)]).toEqual([by, whole]);
    }
  });

  it("are divided among the models of a session by what each has cost", async () => {
    const models = uses(of("opus", 10, 30), of("haiku", 1_000, 10));
    expect(await charged("model", { spent: 101, ...models })).toEqual([
      ["opus", 1, 76],
      ["haiku", 1, 25],
    ]);
  });

  it("are divided among the models of a session by their tokens where a price is missing", async () => {
    expect(await charged("model", { spent: null, ...uses(of("opus", 100), of("mystery", 300)) })).toEqual([
      ["mystery", 1, 1_500],
      ["opus", 1, 500],
    ]);
  });

  it("tell a session whose model is not recorded from one that asked none", async () => {
    const old = { usage: { inputTokens: 9, outputTokens: 1, micros: 50 }, spent: 50 };
    expect(await charged("model", old, { spent: 0 })).toEqual([
      [null, 1, 50],
      ["", 1, 0],
    ]);
  });

  it("are summed by source, and sessions without an item are told", async () => {
    const item = { source: "tasks", id: "a", title: "A" };
    expect(await charged("source", { item }, { item }, { spent: 7 })).toEqual([
      ["tasks", 2, 200],
      ["", 1, 7],
    ]);
  });

  it("are guesses where a cost is not known, and not of a session that is free", async () => {
    const history = ledgerWith([session({ spent: null }), session({ spent: null, reserved: 0 })]);
    expect(await history.charges.by("agent", LONG_AGO)).toMatchObject([{ sessions: 2, micros: 2_000, guesses: 1 }]);
  });
});

describe("the spend of a fleet", () => {
  const asked = { now: NOW, zone: "UTC", from: "2026-11-20", caps: { run: 1, agentDay: 500, fleetDay: 1_000 } };
  const days = (agent: string, ...micros: readonly number[]) =>
    micros.map((spent, ago) => session({ agent, at: NOW - ago * DAY, spent }));

  it("stands against each cap, and against each agent's usual day, which is the median of the days before", async () => {
    const history = ledgerWith([...days("ada", 10, 400, 20, 30), ...days("bob", 5)]);
    expect(await spendOf(history, asked)).toMatchObject({
      today: { day: "2026-11-23", micros: 15, cap: 1_000, usual: 30 },
      total: { sessions: 5, micros: 465 },
      days: [{ name: "2026-11-23", cap: 1_000 }, {}, {}, { name: "2026-11-20" }],
      agents: [
        { name: "ada", today: { micros: 10, cap: 500, usual: 30 } },
        { name: "bob", today: { micros: 5, cap: 500 } },
      ],
    });
  });

  it("has the caps that were raised for a day", async () => {
    const folder = mkdtempSync(join(tmpdir(), "midwatch-raised-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const ledger = new SqliteLedger(new Database(join(folder, "ledger.db")));
    onTestFinished(() => ledger.close());
    fill(join(folder, "ledger.db"), [...days("ada", 10, 20)]);
    await ledger.raiseCap({ scope: "fleet-day", agent: "*", day: "2026-11-22", micros: 3_000 });
    await ledger.raiseCap({ scope: "agent-day", agent: "ada", day: "2026-11-23", micros: 2_000 });
    const { days: told, agents } = await spendOf(ledger.history, asked);
    expect(told.map(({ cap }) => cap)).toEqual([1_000, 3_000]);
    expect(agents).toMatchObject([{ today: { cap: 2_000 } }]);
  });
});
