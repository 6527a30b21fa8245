import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { isFree } from "../../../../src/core/budget/paid.ts";
import type { AgentDefinition } from "../../../../src/core/contracts/agent.ts";
import { Database } from "../../../../src/core/host/ledger/database.ts";
import { SqliteLedger } from "../../../../src/core/host/ledger/sqlite-ledger.ts";
import { needsYou } from "../../../../src/core/needs-you/needs-you.ts";
import { nightOf } from "../../../../src/core/night/record.ts";
import { reportText } from "../../../../src/core/night/text.ts";
import { endingsThat, moneyOf } from "../../../../src/core/night/totals.ts";
import { isFailure } from "../../../../src/core/text/outcome.ts";
import { fill, type PastSession, pastSessions } from "./years.ts";

const NOW = Date.parse("2026-11-23T09:00:00Z");
const DAY = 24 * 3_600_000;
const here = { now: NOW, isAlive: () => true };

async function ledgerWith(sessions: readonly PastSession[]) {
  const folder = await mkdtemp(join(tmpdir(), "midwatch-sums-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "ledger.db");
  const ledger = new SqliteLedger(new Database(file));
  onTestFinished(() => ledger.close());
  fill(file, sessions);
  return ledger;
}

const charged = (sessions: readonly PastSession[]) =>
  sessions.reduce((sum, { spent, reserved }) => sum + (spent ?? reserved), 0);

const blockedOn = (n: number, given: Partial<PastSession> = {}): PastSession => ({
  id: `0000000${n}-0000-7000-8000-00000000000${n}`,
  agent: "ada",
  at: NOW - DAY + n * 60_000,
  kind: "blocked",
  reason: "Nora has to give access",
  item: { source: "duty", id: `duty-${n}`, title: "The weekly export" },
  spent: 0,
  reserved: 0,
  ...given,
});

describe("the sums of a ledger of 10,317 sessions (B4)", () => {
  const all = pastSessions(10_317, NOW);

  it("are exact, whatever span they are of", async () => {
    const { history } = await ledgerWith(all);
    for (const days of [1, 3, 14, 365]) {
      const after = NOW - days * DAY;
      const own = all.filter(({ at }) => at > after);
      const spending = await history.spending({ after });
      expect(moneyOf(spending).micros).toBe(charged(own));
      expect(moneyOf(spending).guesses).toBe(own.filter(({ spent }) => spent === null).length);
      expect(spending.reduce((sum, { sessions }) => sum + sessions, 0)).toBe(own.length);
      expect(endingsThat(await history.endings({ after }), isFailure)).toBe(
        own.filter(({ kind }) => kind === "failed").length,
      );
    }
  });

  it("are in the report of a fortnight", async () => {
    const { history } = await ledgerWith(all);
    const asked = { from: NOW - 14 * DAY, to: NOW, zone: "UTC", agents: [], isAlive: () => true };
    const own = all.filter(({ at }) => at > asked.from - 1 && at <= NOW);
    const text = reportText(await nightOf(history, asked));
    expect(text).toContain(
      `${own.length.toLocaleString("en-US")} sessions: ${own.filter(({ kind }) => kind === "failed").length} failed or cut short`,
    );
    expect(text).toContain(`$${(charged(own) / 1_000_000).toFixed(2)}`);
  });
});

describe("a list of what there is (B4)", () => {
  const day = Array.from(
    { length: 25_000 },
    (_, n): PastSession => ({
      ...blockedOn(0),
      id: `${String(n).padStart(8, "0")}-0000-7000-8000-000000000000`,
      at: NOW - DAY + 1 + n,
      kind: n % 2 === 0 ? "failed" : "done",
      reason: "x",
    }),
  );

  it("is of the newest sessions of its span, and says how many there are", async () => {
    const { history } = await ledgerWith(day);
    const night = await nightOf(history, { from: NOW - DAY, to: NOW, zone: "UTC", agents: [], isAlive: () => true });
    const { fruitful } = night.lists;
    expect([night.sessions.length, night.sessions.at(-1)?.id]).toEqual([500, day.at(-1)?.id]);
    expect([fruitful.all, fruitful.sessions.length]).toEqual([day.length / 2, 200]);
  });

  it("is of one item's sessions, however long ago they were", async () => {
    const old = { ...blockedOn(1), at: NOW - 40 * DAY, item: { source: "tasks", id: "a", title: "A" } };
    const { history } = await ledgerWith([old, ...day]);
    const on = { workspace: "main", source: "tasks", id: "a" };
    expect((await history.sessions({ on })).map(({ id }) => id)).toEqual([old.id]);
  });

  it("knows of an agent that has told of a cost, however often it has not done so since (B3)", async () => {
    const usage = { inputTokens: 1, outputTokens: 1, micros: 5 };
    const [agent, free] = [{ name: "ada", backend: { use: "scripted" } } as AgentDefinition, { free: true }];
    const { history } = await ledgerWith([{ ...blockedOn(1), at: NOW - 40 * DAY, usage }, ...day]);
    expect(await isFree(agent, free, history)).toBe(false);
    expect(await isFree(agent, free, (await ledgerWith(day)).history)).toBe(true);
  });
});

describe("what sessions are blocked on (B6)", () => {
  it("is one thing that needs somebody, with how many sessions and items wait for it", async () => {
    const sessions = Array.from({ length: 9 }, (_, n) => blockedOn(n));
    const others = [1, 2].map((n) =>
      blockedOn(n, {
        id: `0000001${n}-0000-7000-8000-00000000001${n}`,
        agent: "bob",
        reason: "nora has to give access.",
      }),
    );
    const { history } = await ledgerWith([...sessions, ...others]);
    const needs = await needsYou(history, here);
    expect(needs).toMatchObject([{ kind: "blocked", sessions: 11, count: 2, about: "ada, bob" }]);
    expect(needs[0]?.text).toContain("Nora has to give access: 11 sessions, 2 items of ada, bob");
  });

  it("is nobody's any more when a later session has done the duty", async () => {
    const done = blockedOn(5, { kind: "done", reason: "it went" });
    const { history } = await ledgerWith([...[1, 2, 3].map((n) => blockedOn(n)), done]);
    expect(await needsYou(history, here)).toEqual([]);
  });
});
