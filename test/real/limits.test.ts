import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Ended } from "../../src/core/contracts/session.ts";
import { wrapUpFor } from "../../src/core/text/wrap-up.ts";
import { COMES_MINUTES } from "../limits.ts";
import type { Seen, Step } from "../mock/anthropic.mjs";
import { calls, EDITS, fails, realFleet, SAYS_DONE } from "./fleet.ts";

/** Says what the guards of time say, after so many calls: no clock, which a busy machine would be late by. */
const NOTICES = `const notice = ${JSON.stringify(wrapUpFor(60_000).text)};
const guard = () => {
  let calls = 0;
  return ({ type }) => {
    if (type === "tool_call") calls += 1;
    return calls > 8 ? { ok: true, notice } : { ok: true };
  };
};
const options = { safeParse: (data) => ({ success: true, data }) };
const notices = { name: "notices", options, create: () => ({ cause: "notices", guard }) };
export default { name: "notices", register: (registry) => registry.provide("guard", notices) };
`;
const LOOPS = calls("Bash", { command: "echo loop", description: "Loop" });

it("ends as many turns as the backend was allowed, and keeps what was written", async () => {
  const { run } = await realFleet({ scenario: { steps: [...EDITS, LOOPS] }, backend: "turns: 4" });
  expect(await run()).toMatchObject({
    outcome: { kind: "failed", cause: "max_turns", reason: "Reached maximum number of turns (4)" },
    publication: { kind: "rescued" },
  });
});

it("stops an agent that makes the same call for ever", async () => {
  const { run, mock } = await realFleet({
    scenario: { steps: [...EDITS, LOOPS] },
    fleet: "guards: [{ use: loop, limit: 6 }]",
  });
  expect(await run()).toMatchObject({
    outcome: {
      kind: "stopped",
      cause: "loop",
      reason: expect.stringMatching(/^it went round in circles: it made the same Bash call 6 times/) as string,
    },
    publication: { kind: "rescued" },
  });
  expect(mock.requests.length).toBeLessThan(20);
});

it("tells a run in the middle of its turn that its time is nearly up, and it ends by itself", async () => {
  const heard = (request: Seen) => JSON.stringify(request.body?.messages).includes("Your time is nearly up");
  const { run, mock, events, folder } = await realFleet({
    scenario: { steps: [...EDITS, (request) => (heard(request) ? SAYS_DONE : { ...LOOPS, delayMs: 200 })] },
    fleet: "plugins: [./notices.mjs]\nguards: [{ use: notices }]",
  });
  writeFileSync(join(folder, "notices.mjs"), NOTICES);
  const ended = (await run()) as Ended;
  expect(ended).toMatchObject({ outcome: { kind: "done" }, publication: { kind: "published" } });
  expect(mock.requests.filter(heard)).toHaveLength(1);
  expect(events).toContainEqual(expect.objectContaining({ type: "wrap_up", told: true }));
});

it("B06: stops a run whose API never answers, by its interrupt, with what it had cost", async () => {
  const { run, mock } = await realFleet({
    scenario: { steps: [...EDITS, { stall: true }] },
    fleet: `guards: [{ use: silence, minutes: ${COMES_MINUTES} }]`,
  });
  const ended = (await run()) as Ended;
  expect(ended).toMatchObject({ outcome: { kind: "stopped", cause: "silence" }, publication: { kind: "rescued" } });
  expect(mock.requests).toHaveLength(3);
});

it("B06: tries again what stalls or breaks in the middle of an answer", async () => {
  const stall = { text: "partial", stallAfterStart: true };
  const { run, remote } = await realFleet({ scenario: { steps: [...EDITS, stall, SAYS_DONE] }, backend: "stall: 2" });
  expect(await run()).toMatchObject({ outcome: { kind: "done" }, publication: { kind: "published" } });
  expect(remote.file("a.txt")).toBe("beta\n");
});

it("keeps what was written when every answer breaks off in the middle", async () => {
  // The CLI asks once more for an answer in one piece; that one breaks off as well.
  const drop = ({ body }: Seen): Step => (body?.stream ? { text: "partial", dropAfterStart: true } : { drop: true });
  const { run } = await realFleet({ scenario: { steps: [...EDITS, drop] }, backend: "retries: 1" });
  const ended = (await run()) as Ended;
  expect(ended.publication.kind).toBe("rescued");
  expect(ended.outcome).toMatchObject({ kind: "failed", cause: "api_error" });
});

it("does not run an agent again at once whose sign-in was refused", async () => {
  const { run, mock } = await realFleet({
    scenario: { steps: [fails(401, "authentication_error", "invalid x-api-key")], auxSame: true },
    backend: "retries: 0",
  });
  expect(await run()).toMatchObject({ outcome: { kind: "failed", cause: "auth" } });
  const { length } = mock.requests;
  const reason = expect.stringMatching(
    /^no session starts on claude-code before .*failed \(auth\): the sign-in was refused/,
  ) as string;
  expect(await run()).toEqual({ kind: "rest", reason });
  expect(mock.requests).toHaveLength(length);
});

it("waits for a subscription's window as long as the API says", async () => {
  const reset = Math.floor(Date.now() / 1000) + 7_200;
  const window = {
    "anthropic-ratelimit-unified-status": "rejected",
    "anthropic-ratelimit-unified-reset": String(reset),
    "anthropic-ratelimit-unified-representative-claim": "five_hour",
    "anthropic-ratelimit-unified-5h-status": "rejected",
    "anthropic-ratelimit-unified-5h-reset": String(reset),
    "anthropic-ratelimit-unified-5h-utilization": "1.0",
  };
  const { run } = await realFleet({
    scenario: { steps: [fails(429, "rate_limit_error", "You have hit your limit", window)], auxSame: true },
    credentials: { ANTHROPIC_API_KEY: "", CLAUDE_CODE_OAUTH_TOKEN: "sk-ant-oat01-mock" },
  });
  expect(await run()).toMatchObject({ outcome: { kind: "deferred", cause: "rate_limit", retryAt: reset * 1000 } });
  const again = new Date(reset * 1000).toISOString();
  expect(await run()).toMatchObject({ kind: "rest", reason: expect.stringContaining(`before ${again}`) as string });
});

it("B16: is unfit without a sign-in, and asks nobody", async () => {
  const { run, mock } = await realFleet({ scenario: { steps: [SAYS_DONE] }, credentials: { ANTHROPIC_API_KEY: "" } });
  expect(await run()).toMatchObject({
    outcome: {
      kind: "unfit",
      reason: expect.stringMatching(/^claude-code: no sign-in: write ANTHROPIC_API_KEY/) as string,
    },
  });
  expect(mock.requests).toHaveLength(0);
});

it("tells that the agent wanted what its file does not allow", async () => {
  const { run, remote } = await realFleet({
    scenario: { steps: [...EDITS, calls("Write", { file_path: "/etc/midwatch-was-here", content: "x" }), SAYS_DONE] },
    agent: "tools: [read, edit]",
  });
  expect(await run()).toMatchObject({ outcome: { kind: "done", cause: "denied" }, publication: { kind: "published" } });
  expect(remote.file("a.txt")).toBe("beta\n");
});
