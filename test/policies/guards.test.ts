import { expect, it } from "vitest";
import type { BackendEvent } from "../../src/core/contracts/backend.ts";
import type { Clock } from "../../src/core/contracts/host.ts";
import type { Factory, Host } from "../../src/core/contracts/plugin.ts";
import type { GuardEvent, GuardPolicy } from "../../src/core/contracts/policy.ts";
import { GuardedRun } from "../../src/core/guarded-run.ts";
import { repeatedCalls } from "../../src/policies/guards/repeated-calls.ts";
import { silence } from "../../src/policies/guards/silence.ts";
import { spend } from "../../src/policies/guards/spend.ts";
import { turns } from "../../src/policies/guards/turns.ts";
import { wallTime } from "../../src/policies/guards/wall-time.ts";

const MINUTE = 60_000;

function made<O>(factory: Factory<GuardPolicy, O>, options: unknown): GuardPolicy {
  const checked = factory.options.safeParse(options);
  if (!checked.success) throw new Error("wrong options");
  return factory.create(checked.data, {} as Host);
}

/** How many events a guard allows before it refuses, and why it does. */
function refusalOf(policy: GuardPolicy, events: readonly (readonly [GuardEvent, number])[]) {
  const guard = policy.guard(0, new AbortController().signal);
  const verdicts = events.map(([event, at]) => guard(event, at));
  const at = verdicts.findIndex(({ ok }) => !ok);
  const refusal = verdicts[at];
  return refusal && !refusal.ok ? { after: at, reason: refusal.reason } : undefined;
}

const call = (name: string, input: unknown): GuardEvent => ({ type: "tool_call", id: "1", name, input });
const answer: GuardEvent = { type: "tool_result", id: "1", ok: true };
const word: GuardEvent = { type: "message", text: "hm" };
const now = (events: readonly GuardEvent[]) => events.map((event) => [event, 0] as const);
const times = <T>(count: number, of: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => of(n));

it("stops an agent that makes the same call again and again", () => {
  const loop = now(times(30, () => call("Bash", { command: "echo loop" })));
  expect(refusalOf(made(repeatedCalls, {}), loop)).toEqual({
    after: 20,
    reason: "it went round in circles: 20 tool calls in a row were all repetitions, such as Bash",
  });
});

it("stops an agent that goes round in a larger circle", () => {
  const circle = now(times(60, (n) => call("Read", { file: `${n % 3}.md` })));
  expect(refusalOf(made(repeatedCalls, { limit: 10 }), circle)?.after).toBe(12);
});

it("lets an agent run the same tests after each of its edits", () => {
  const work = now(times(60, (n) => (n % 2 ? call("Bash", "npm test") : call("Edit", n))));
  expect(refusalOf(made(repeatedCalls, { limit: 3 }), work)).toBeUndefined();
});

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

it("stops a run that has cost too much, as far as it says so", () => {
  const cost = (micros: number): GuardEvent => ({ type: "usage", usage: { inputTokens: 0, outputTokens: 0, micros } });
  expect(refusalOf(made(spend, { dollars: 2 }), now([cost(1), cost(2_000_000), cost(2_000_001)]))?.after).toBe(2);
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
    text: "it had said and done nothing for 1 minutes",
    usage: RESULT.usage,
  });
});

it("keeps the first refusal, and leaves alone what ended by itself", () => {
  const { clock } = standing();
  using run = new GuardedRun([made(turns, { limit: 1 }), made(repeatedCalls, { limit: 2 })], clock);
  for (const event of times(5, () => [call("Bash", 1), answer]).flat()) run.see(event as BackendEvent);
  expect(run.judge(RESULT).cause).toBe("turns");
  expect(run.judge({ ...RESULT, stopReason: "end_turn" })).toMatchObject({ stopReason: "end_turn", cause: "stopped" });
});

it("keeps no time when there is nothing to guard", () => {
  const { clock, sleepers } = standing();
  using _ = new GuardedRun([], clock);
  expect(sleepers).toEqual([]);
});
