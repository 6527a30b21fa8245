import { describe, expect, it } from "vitest";
import type { SessionRecord } from "../../src/core/contracts/fleet-history.ts";
import type { Outcome } from "../../src/core/contracts/outcome.ts";
import type { Cause } from "../../src/core/contracts/run-result.ts";
import { headRoomOf, pauseOf } from "../../src/core/holds/pause.ts";
import { claimAfter } from "../../src/core/host/ledger/claims.ts";
import { outcomeOf } from "../../src/core/notes/report.ts";

const ENDED = Date.parse("2026-11-21T10:00:00Z");
const MINUTE = 60_000;

const last = (outcome: Outcome): SessionRecord[] => [
  {
    id: "s1",
    agent: "trader",
    workspace: "desk",
    backend: "claude-code",
    startedAt: ENDED - MINUTE,
    endedAt: ENDED,
    phase: "commit",
    process: { pid: 1, startTime: "", boot: "" },
    outcome,
  },
];

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

it("runs nobody on a backend for three minutes after its sign-in was refused", () => {
  const record = last(failed("auth"));
  expect(pauseOf(record, ENDED + 2 * MINUTE)?.reason).toBe(
    "no session starts on claude-code before 2026-11-21T10:03:00.000Z: trader's session s1 ended as failed (auth): Invalid API key",
  );
  expect(pauseOf(record, ENDED + 3 * MINUTE)).toBeUndefined();
});

it("waits as long as the API has said", () => {
  const record = last(failed("rate_limit", ENDED + 120 * MINUTE));
  expect(pauseOf(record, ENDED + 119 * MINUTE)?.until).toBe(ENDED + 120 * MINUTE);
  expect(pauseOf(record, ENDED + 120 * MINUTE)).toBeUndefined();
});

it("is not told by a session that never came to its backend that the backend answers again", () => {
  const idle = last({ kind: "idle", reason: "nothing on offer" });
  expect(pauseOf([...idle, ...last(failed("auth"))], ENDED + MINUTE)?.until).toBe(ENDED + 3 * MINUTE);
});

it("runs at once after an ordinary failure, and where nothing ever ran", () => {
  expect([pauseOf(last(failed("exit_code")), ENDED), pauseOf([], ENDED)]).toEqual([undefined, undefined]);
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

describe("a subscription's window", () => {
  const until = ENDED + 120 * MINUTE;
  const used = (share: number) => {
    const usage = { inputTokens: 0, outputTokens: 0, window: { used: share, until } };
    return last({ kind: "done", reason: "written" }).map((record) => ({ ...record, usage }));
  };

  it("leaves its owner what was agreed, until it begins anew", () => {
    expect(headRoomOf(used(0.85), 0.2, ENDED)).toEqual({
      until,
      reason:
        "no session starts on claude-code before 2026-11-21T12:00:00.000Z: 85 % of the subscription's window is used, and 20 % is left to you",
    });
    expect(headRoomOf(used(0.85), 0.2, until)).toBeUndefined();
    expect([headRoomOf(used(0.79), 0.2, ENDED), headRoomOf(used(0.99), 0, ENDED)]).toEqual([undefined, undefined]);
  });
});
