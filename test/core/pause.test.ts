import { expect, it } from "vitest";
import type { Cause } from "../../src/core/contracts/backend.ts";
import type { SessionRecord } from "../../src/core/contracts/ledger.ts";
import type { Outcome } from "../../src/core/contracts/session.ts";
import { claimAfter } from "../../src/core/host/ledger/claims.ts";
import { pauseOf } from "../../src/core/pause.ts";
import { outcomeOf } from "../../src/core/report.ts";

const ENDED = Date.parse("2026-11-21T10:00:00Z");
const MINUTE = 60_000;

const last = (outcome: Outcome): SessionRecord => ({
  id: "s1",
  agent: "trader",
  workspace: "desk",
  startedAt: ENDED - MINUTE,
  endedAt: ENDED,
  phase: "commit",
  process: { pid: 1, startTime: "", boot: "" },
  outcome,
});

const failed = (cause: Cause, retryAt?: number): Outcome =>
  outcomeOf(
    {
      stopReason: "error",
      cause,
      text: "Invalid API key",
      usage: { inputTokens: 0, outputTokens: 0 },
      ...(retryAt !== undefined && { retryAt }),
    },
    { state: "no-effect", reason: "" },
  );

it("does not run an agent again for three minutes after its sign-in was refused", () => {
  const record = last(failed("auth"));
  expect(pauseOf(record, ENDED + 2 * MINUTE)).toBe(
    "trader is not run again before 2026-11-21T10:03:00.000Z: its last session ended as failed (auth): Invalid API key",
  );
  expect(pauseOf(record, ENDED + 3 * MINUTE)).toBeUndefined();
});

it("waits as long as the API has said", () => {
  const record = last(failed("rate_limit", ENDED + 120 * MINUTE));
  expect(pauseOf(record, ENDED + 119 * MINUTE)).toMatch(/before 2026-11-21T12:00:00.000Z/);
  expect(pauseOf(record, ENDED + 120 * MINUTE)).toBeUndefined();
});

it("runs an agent at once after an ordinary failure, and one that never ran", () => {
  expect([pauseOf(last(failed("exit_code")), ENDED), pauseOf(undefined, ENDED)]).toEqual([undefined, undefined]);
});

it("defers what passes by itself, with the time at which it does", () => {
  expect([failed("rate_limit", 7), failed("overloaded"), failed("api_error")]).toEqual([
    { kind: "deferred", reason: "Invalid API key", cause: "rate_limit", retryAt: 7 },
    { kind: "deferred", reason: "Invalid API key", cause: "overloaded" },
    { kind: "failed", reason: "Invalid API key", cause: "api_error" },
  ]);
});

it("does not hold a refused sign-in against the item", () => {
  const none = { kind: "none", reason: "" } as const;
  expect(claimAfter({ attempts: 2 }, failed("auth"), none)).toMatchObject({ state: "free", attempts: 2 });
  expect(claimAfter({ attempts: 2 }, failed("exit_code"), none)).toMatchObject({ state: "quarantined" });
});
