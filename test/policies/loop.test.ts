import { describe, expect, it } from "vitest";
import type { GuardEvent } from "../../src/core/contracts/policy.ts";
import { loop } from "../../src/policies/guards/loop.ts";
import { noProgress } from "../../src/policies/guards/no-progress.ts";
import { play, RECORDINGS } from "../backends/claude-code/recordings.ts";
import { type Made, made, now, refusalOf, times, told } from "./playing.ts";

const MINUTE = 60_000;
const bash = (command: string, output: string, ok = true): Made => ({ name: "Bash", input: { command }, output, ok });
const clock = (n: number) => new Date(Date.UTC(2026, 10, 22, 3, 0, 7 * n)).toISOString();
const seconds = (n: number) => String(1_795_000_000 + 7 * n);
const uuid = (n: number) => `0192f0c1-7a2b-7c3d-8e4f-${String(n).padStart(12, "0")}`;

/** The calls that were made before the guard refused, and its reason. */
function stopped(calls: readonly Made[], options: unknown = {}) {
  const refusal = refusalOf(made(loop, options), now(told(calls)));
  return refusal && { calls: (refusal.after + 1) / 2, reason: refusal.reason };
}

describe("B24: an agent goes round in circles", () => {
  it("an agent goes round in circles when it makes the same call with the same result, twenty times", () => {
    expect(stopped(times(30, () => bash("echo loop", "loop")))).toEqual({
      calls: 20,
      reason: "it went round in circles: it made the same Bash call 20 times in a row, with the same result",
    });
  });

  it.for([2, 3, 4])("an agent goes round in circles when it makes the same %i calls over and over", (size) => {
    const calls = times(40, (n) => bash(`cat ${n % size}.md`, `page ${n % size}`));
    expect(stopped(calls)).toMatchObject({ calls: 20, reason: expect.stringContaining(`the same ${size} calls over`) });
  });

  it("an agent goes round in circles when it edits something to and fro", () => {
    const edit = (n: number) => ({ name: "Edit", input: { old: n % 2, new: (n + 1) % 2 }, output: "edited" });
    expect(stopped(times(40, edit))?.reason).toContain("the same 2 calls over and over");
  });

  it.for([
    ["a time", (n: number) => bash(`curl https://a.example/?at=${seconds(n)}`, "404")],
    ["a date and time", (n: number) => bash(`log --until ${clock(n)}`, "nothing")],
    ["how long it took", (n: number) => bash("npm test", `3 passed in ${n}.2s`)],
    ["what a clock says", (n: number) => bash("date", `Sun Nov 22 03:0${n % 10}:1${n % 7} UTC 2026`)],
  ] as const)("an agent goes round in circles when nothing changes but %s", ([, call]) => {
    expect(stopped(times(40, call))?.calls).toBe(20);
  });

  it.for([
    ["a counter, and its echo", (n: number) => bash(`echo attempt ${n}`, `attempt ${n}`)],
    ["a counter within a word", (n: number) => bash(`try-once --name=run${n}`, "refused")],
    ["an id", (n: number) => bash(`submit --id ${uuid(n)}`, `submitted ${uuid(n)}: still no answer`)],
  ] as const)("an agent goes round in circles when nothing changes but %s, though it may go on longer", ([, call]) => {
    expect(stopped(times(80, call))).toEqual({
      calls: 60,
      reason: "it went round in circles: 60 calls in a row, such as Bash, differed in nothing but a counter or an id",
    });
  });

  it("an agent goes round in circles when the same test fails with the same result, whatever it edits in between", () => {
    const work = times(40, (n) =>
      n % 2 ? bash("npm test", "1 failed: a is not b", false) : { name: "Edit", input: n, output: "edited" },
    );
    expect(stopped(work)).toEqual({
      calls: 20,
      reason:
        "it went round in circles: the same Bash call failed 10 times with the same result, whatever came in between",
    });
  });

  it("an agent goes round in circles when whatever it calls fails with the same result", () => {
    const denied = times(40, (n) => bash(`${String.fromCharCode(97 + (n % 26))}tool`, "permission denied", false));
    expect(stopped(denied)).toMatchObject({ calls: 20, reason: expect.stringContaining("20 calls in a row failed") });
  });

  it("an agent goes round in circles when its backend tells no results, or not what they were", () => {
    const calls = times(40, (n): GuardEvent => ({ type: "tool_call", id: String(n), name: "Bash", input: "ls" }));
    expect(refusalOf(made(loop, {}), now(calls))?.after).toBe(20);
    expect(stopped(times(40, () => ({ name: "Bash", input: "ls" })))?.calls).toBe(20);
  });
});

describe("B24: an agent that works is not stopped", () => {
  it.for<[string, readonly Made[]]>([
    ["waits for a log that grows", times(200, (n) => bash("sleep 30; tail -n 1 log", `${clock(n)} line ${n}`))],
    ["waits for something that counts", times(100, (n) => bash("sleep 30; cat progress", `${n} %`))],
    ["waits for a build that goes on", times(19, () => bash("sleep 60; gh run view 7", "in progress (3m12s)"))],
    [
      "runs the same tests after each of its edits",
      times(200, (n) => (n % 2 ? bash("npm test", "ok") : { name: "Edit", input: n, output: "edited" })),
    ],
    [
      "fails at the same test again and again, each time with another result",
      times(200, (n) =>
        n % 2 ? bash("npm test", `${n} failed`, false) : { name: "Edit", input: n, output: "edited" },
      ),
    ],
    ["reads a long file part by part", times(200, (n) => bash(`sed -n ${n * 100},+100p a.txt`, `words of page ${n}`))],
    ["writes a file for each day", times(200, (n) => ({ name: "Write", input: `day-${n}.md`, output: "written" }))],
    ["reports on each day", times(28, (n) => bash(`node report.mjs 2026-10-${String(n + 1).padStart(2, "0")}`, ""))],
    ["closes forty issues", times(40, (n) => bash(`gh issue close ${n}`, `Closed issue #${n}`))],
    [
      "looks for many words in vain",
      times(200, (n) => bash(`grep ${"x".repeat(n)} a`, n % 15 ? "" : "here", n % 15 === 0)),
    ],
    [
      "mends what a compiler finds, line by line",
      times(200, (n) => (n % 2 ? bash("tsc", `src/a.ts:${n % 24}:25 error`, false) : { name: "edit", input: n })),
    ],
  ])("an agent that %s is not stopped", ([, work]) => {
    expect(stopped(work)).toBeUndefined();
    expect(refusalOf(made(noProgress, {}), now(told(work)))).toBeUndefined();
  });

  it("none of the recorded runs of Claude Code is stopped; with less patience, those that loop are", () => {
    const tripped = (options: unknown) =>
      RECORDINGS.filter(({ name }) => {
        const events = now(play(name).events);
        return refusalOf(made(loop, options), events) ?? refusalOf(made(noProgress, {}), events);
      }).map(({ name }) => name);
    expect(RECORDINGS.length).toBeGreaterThan(60);
    expect(tripped({})).toEqual([]);
    expect(tripped({ limit: 3 })).toEqual(expect.arrayContaining(["loop-stream-sigterm", "maxturns-stream"]));
  });
});

describe("an agent makes no progress", () => {
  const wander = (count: number) => times(count, (n) => bash(`cat ${(n * n) % 11}.md`, "as ever"));

  it("an agent makes no progress when it goes round in a circle of any size", () => {
    expect(refusalOf(made(noProgress, { turns: 10 }), now(told(wander(60))))?.reason).toBe(
      "it had made no progress for 10 turns: no new edit, and every call brought what it had brought before",
    );
  });

  it("an agent makes no progress when it is busy for too long, however few its turns are", () => {
    const slow = told(wander(40)).map((event, n) => [event, n * MINUTE] as const);
    expect(refusalOf(made(noProgress, { minutes: 20 }), slow)?.reason).toContain("for 20 minutes");
  });

  it("an agent makes progress while one call takes its time, or says much", () => {
    const [begin, end] = told([bash("make world", "made")]);
    if (!begin || !end) throw new Error("there is a call");
    const says = times(300, (n) => [{ type: "message", text: "hm" }, n * MINUTE] as const);
    const ticks = times(300, (n) => [{ type: "tick" }, n * MINUTE] as const);
    const build = [[begin, 0], ...ticks, ...says, [end, 300 * MINUTE]] as const;
    expect(refusalOf(made(noProgress, {}), build)).toBeUndefined();
  });

  it("a file that an agent edits again is progress", () => {
    const work = times(200, (n) => (n % 40 ? bash("ls", "a") : { name: "Edit", input: n, output: "edited" }));
    expect(refusalOf(made(noProgress, {}), now(told(work)))).toBeUndefined();
  });
});
