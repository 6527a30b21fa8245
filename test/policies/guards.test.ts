import { expect, it } from "vitest";
import type { BackendEvent } from "../../src/core/contracts/backend.ts";
import type { Clock } from "../../src/core/contracts/clock.ts";
import type { GuardEvent } from "../../src/core/contracts/policy.ts";
import { allowanceOf } from "../../src/core/run/allowance.ts";
import { GuardedRun } from "../../src/core/run/guarded-run.ts";
import { loop } from "../../src/policies/guards/loop.ts";
import { silence } from "../../src/policies/guards/silence.ts";
import { turns } from "../../src/policies/guards/turns.ts";
import { wallTime } from "../../src/policies/guards/wall-time.ts";
import { made, now, refusalOf, times } from "./playing.ts";

const MINUTE = 60_000;

const call = (name: string, input: unknown): GuardEvent => ({ type: "tool_call", id: "1", name, input });
const answer: GuardEvent = { type: "tool_result", id: "1", ok: true };
const word: GuardEvent = { type: "message", text: "hm" };

it("counts a turn from one answer to the next", () => {
  const turn = [word, call("Read", 1), call("Read", 2), answer, answer];
  expect(refusalOf(made(turns, { limit: 3 }), now(times(3, () => turn).flat()))).toBeUndefined();
  expect(refusalOf(made(turns, { limit: 3 }), now(times(4, () => turn).flat()))?.after).toBe(15);
});

it("stops an agent that has said nothing for too long, and none that talks", () => {
  const ticks = times(30, (n) => [{ type: "tick" }, n * MINUTE] as const);
  expect(refusalOf(made(silence, { minutes: 20 }), ticks)?.after).toBe(21);
  const talking = times(30, (n) => [n % 10 ? ({ type: "tick" } as const) : word, n * MINUTE] as const);
  expect(refusalOf(made(silence, { minutes: 20 }), talking)).toBeUndefined();
});

it("stops a run that takes longer than any may, talking or not", () => {
  const talking = times(300, (n) => [word, n * MINUTE] as const);
  expect(refusalOf(made(wallTime, { minutes: 240 }), talking)?.after).toBe(241);
});

it("gives notice before it stops a run that takes too long, once", () => {
  const { clock, pass } = standing();
  using run = new GuardedRun([made(wallTime, { minutes: 100 })], clock);
  void pass(94 * MINUTE);
  run.see({ type: "message", text: "hm" });
  expect(run.noticed.aborted).toBe(false);
  void pass(MINUTE);
  for (const text of ["hm", "well"]) run.see({ type: "message", text });
  expect(run.noticed.reason).toMatch(/^Your time is nearly up, 5 minutes are left/);
  expect(run.refused.aborted).toBe(false);
});

it("stops a run that has cost too much, as far as it says so", () => {
  const cost = (micros: number): GuardEvent => ({ type: "usage", usage: { inputTokens: 0, outputTokens: 0, micros } });
  expect(refusalOf(allowanceOf(2_000_000), now([cost(1), cost(2_000_000), cost(2_000_001)]))?.after).toBe(2);
});

/** A clock that stands still until somebody moves it on. */
function standing() {
  let time = 0;
  const sleepers: (() => void)[] = [];
  const sleep = (_: number, signal: AbortSignal) =>
    new Promise<void>((woken, over) => {
      sleepers.push(woken);
      signal.addEventListener("abort", () => over(new Error("over")), { once: true });
    });
  const clock: Clock = { now: () => time, sleep, backOff: async () => {} };
  const pass = async (ms: number) => {
    time += ms;
    for (const wake of sleepers.splice(0)) wake();
    await Promise.resolve();
  };
  return { clock, pass, sleepers };
}

const RESULT = {
  stopReason: "cancelled",
  cause: "stopped",
  text: "stopped",
  usage: { inputTokens: 1, outputTokens: 1 },
} as const;

it("stops a silent run by the clock alone, and says what it ended of", async () => {
  const { clock, pass } = standing();
  using run = new GuardedRun([made(silence, { minutes: 1 })], clock);
  await pass(MINUTE);
  expect(run.refused.aborted).toBe(false);
  await pass(MINUTE);
  await new Promise((turn) => setImmediate(turn));
  expect(run.refused.aborted).toBe(true);
  expect(run.judge(RESULT)).toMatchObject({
    stopReason: "cancelled",
    cause: "silence",
    text: "it had said and done nothing for 1 minute",
    usage: RESULT.usage,
  });
});

it("keeps the first refusal, and leaves alone what ended by itself", () => {
  const { clock } = standing();
  using run = new GuardedRun([made(turns, { limit: 1 }), made(loop, { limit: 2 })], clock);
  for (const event of times(5, () => [call("Bash", 1), answer]).flat()) run.see(event as BackendEvent);
  expect(run.judge(RESULT).cause).toBe("turns");
  expect(run.judge({ ...RESULT, stopReason: "end_turn" })).toMatchObject({ stopReason: "end_turn", cause: "stopped" });
});

it("keeps no time when there is nothing to guard", () => {
  const { clock, sleepers } = standing();
  using _ = new GuardedRun([], clock);
  expect(sleepers).toEqual([]);
});
