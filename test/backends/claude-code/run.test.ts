import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { claudeCode } from "../../../src/backends/claude-code/claude-code.ts";
import { Options } from "../../../src/backends/claude-code/options.ts";
import type { BackendEvent, BackendRequest } from "../../../src/core/contracts/backend.ts";
import { systemClock } from "../../../src/core/host/clock.ts";
import { findContainment } from "../../../src/core/host/containment.ts";
import { ContainedProcesses } from "../../../src/core/host/processes.ts";
import { describeBackend } from "../../../src/testing/describe-backend.ts";
import { linesOf } from "./recordings.ts";

const folder = mkdtempSync(join(tmpdir(), "midwatch-claude-run-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const processes = new ContainedProcesses(await findContainment());

/** A program in the CLI's place, which says what the CLI said, when the CLI said it. */
function backend(script: string, credentials: Readonly<Record<string, string>> = { ANTHROPIC_API_KEY: "sk-ant-mock" }) {
  const executable = join(mkdtempSync(join(folder, "cli-")), "claude");
  const version = '[ "$1" = --version ] && echo "2.1.330 (Claude Code)" && exit 0';
  writeFileSync(executable, `#!/bin/sh\n${version}\n${script}\n`, { mode: 0o755 });
  const environment = { PATH: process.env.PATH ?? "" };
  const ask = () => Promise.reject(new Error("nobody is asked"));
  const host = { clock: systemClock, processes, environment, credentials, folder, ask };
  return claudeCode.create(Options.parse({ executable }), host);
}

/** The lines of a recording, as a command that prints them. */
function says(lines: readonly string[]): string {
  const file = join(mkdtempSync(join(folder, "lines-")), "lines");
  writeFileSync(file, `${lines.join("\n")}\n`);
  return `cat ${file}`;
}

const INTERRUPTED = linesOf("streaminput-interrupt");
const answer = INTERRUPTED.findIndex((line) => line.includes('"type":"control_response"'));
const UNTIL_INPUT_ENDS = "cat > /dev/null";

const working = `read -r prompt; ${says(linesOf("bash-allowed-stream"))}; ${UNTIL_INPUT_ENDS}`;
const hanging = [
  "read -r prompt",
  says(INTERRUPTED.slice(0, answer)),
  'read -r stop; echo "$stop" > $HOME/stop',
  says(INTERRUPTED.slice(answer)),
  `${UNTIL_INPUT_ENDS}; exit 1`,
].join("\n");

describeBackend("claude-code", {
  working: () => backend(working),
  failing: () => backend("echo \"error: unknown option '--nonsense'\" >&2; exit 1"),
  hanging: () => backend(hanging),
  stubborn: () => backend(`trap '' TERM; ${says(INTERRUPTED.slice(0, answer))}; while :; do sleep 1; done`),
  clinging: () => backend(`(setsid sleep 1000 &); ${working}`),
});

function request(more: Partial<BackendRequest> = {}): BackendRequest {
  const root = mkdtempSync(join(folder, "session-"));
  const home = join(root, "home");
  mkdirSync(join(home, "tmp"), { recursive: true });
  mkdirSync(join(root, "clone"));
  const files = { brief: join(root, "brief"), item: join(root, "item"), session: join(root, "session") };
  const lock = { name: "test", descriptor: 2, release: () => {} };
  return {
    instructions: "",
    prompt: "# Do it",
    cwd: join(root, "clone"),
    home,
    files,
    deadline: 60_000,
    lock,
    ...more,
  };
}

async function play(made: ReturnType<typeof backend>, asked: BackendRequest, stopAt?: BackendEvent["type"]) {
  const stop = new AbortController();
  const events: BackendEvent[] = [];
  for await (const event of made.run(asked, stop.signal)) {
    events.push(event);
    if (event.type === stopAt) stop.abort();
  }
  const last = events.at(-1);
  return { events, result: last?.type === "finished" ? last.result : undefined };
}

describe("a run on Claude Code", () => {
  it("is stopped by an interrupt, which still brings its cost", async () => {
    const asked = request();
    const { result } = await play(backend(hanging), asked, "tool_call");
    expect(result).toMatchObject({ stopReason: "cancelled", cause: "stopped", usage: { micros: 140 } });
    expect(JSON.parse(readFileSync(join(asked.home, "stop"), "utf8"))).toMatchObject({
      type: "control_request",
      request: { subtype: "interrupt" },
    });
  });

  it("is told in the middle of its turn that its time is nearly up", async () => {
    const before = says(linesOf("bash-allowed-stream").slice(0, 2));
    const after = says(linesOf("bash-allowed-stream").slice(2));
    const wrapUp = new AbortController();
    const asked = request({ wrapUp: wrapUp.signal });
    const events: BackendEvent[] = [];
    const script = `read -r prompt; ${before}; read -r word; echo "$word" > $HOME/word; ${after}; ${UNTIL_INPUT_ENDS}`;
    for await (const event of backend(script).run(asked, new AbortController().signal)) {
      events.push(event);
      if (event.type === "message") wrapUp.abort("Hurry.");
    }
    expect(JSON.parse(readFileSync(join(asked.home, "word"), "utf8"))).toMatchObject({
      type: "user",
      message: { content: "Hurry." },
    });
    expect(events).toContainEqual({ type: "wrap_up", told: true, text: "Hurry." });
    expect(events.at(-1)).toMatchObject({ type: "finished", result: { stopReason: "end_turn", text: "done" } });
  });

  it("says that it could not be told when it had just ended", async () => {
    const wrapUp = new AbortController();
    const events: BackendEvent[] = [];
    const script = `read -r prompt; ${says(linesOf("text-stream"))}; ${UNTIL_INPUT_ENDS}`;
    for await (const event of backend(script).run(request({ wrapUp: wrapUp.signal }), new AbortController().signal)) {
      events.push(event);
      if (event.type === "usage") setImmediate(() => wrapUp.abort("Hurry."));
    }
    expect(events).toContainEqual({ type: "wrap_up", told: false, text: "Hurry." });
  });

  it("recovers its cost from the transcript when it was killed", async () => {
    const init = { type: "system", subtype: "init", session_id: "an-id", claude_code_version: "2.1.330" };
    const state = { "claude-opus-5-5": { inputTokens: 70, outputTokens: 35, costUSD: 0.00098 } };
    const row = JSON.stringify({ type: "cost-state", totalCostUSD: 0.00098, modelUsage: state });
    const script = [
      says([JSON.stringify(init)]),
      'mkdir -p "$CLAUDE_CONFIG_DIR/projects/-clone"',
      `${says([row])} > "$CLAUDE_CONFIG_DIR/projects/-clone/an-id.jsonl"`,
      "kill -KILL $$",
    ].join("\n");
    const { result } = await play(backend(script), request());
    expect(result).toMatchObject({ stopReason: "error", cause: "signal", usage: { inputTokens: 70, micros: 980 } });
  });

  it("ends, and does not wait for ever, when its result was too long to be read", async () => {
    const long = JSON.stringify({ type: "result", subtype: "success", result: "x".repeat(300 * 1024) });
    const { result } = await play(backend(`read -r prompt; ${says([long])}; ${UNTIL_INPUT_ENDS}`), request());
    expect(result).toMatchObject({ stopReason: "error", cause: "unparsable" });
  });

  it("hands over the prompt as a message that no command can hide in", async () => {
    const asked = request({ prompt: "/compact everything" });
    const script = `read -r prompt; printf '%s' "$prompt" > $HOME/said; ${says(linesOf("text-stream"))}; ${UNTIL_INPUT_ENDS}`;
    await play(backend(script), asked);
    expect(JSON.parse(readFileSync(join(asked.home, "said"), "utf8"))).toEqual({
      type: "user",
      message: { role: "user", content: "\n/compact everything" },
    });
  });
});

describe("the probe", () => {
  const never = new AbortController().signal;

  it("names the version and the way to sign in", async () => {
    expect(await backend("exit 1").probe(never)).toMatchObject({
      check: "claude-code",
      status: "pass",
      detail: "Claude Code 2.1.330, signed in with an API key, which is in the agent's reach",
      facts: { version: "2.1.330", "signed in with": "an API key" },
    });
  });

  it("fails where the program is something else, or there is no sign-in", async () => {
    const host = {
      clock: systemClock,
      processes,
      environment: {},
      credentials: { ANTHROPIC_API_KEY: "sk-ant-1" },
      folder,
    };
    const ask = () => Promise.reject(new Error("nobody is asked"));
    const other = claudeCode.create(Options.parse({ executable: process.execPath }), { ...host, ask });
    expect(await other.probe(never)).toMatchObject({
      status: "fail",
      detail: expect.stringContaining("does not answer") as string,
    });
    const missing = claudeCode.create(Options.parse({ executable: devNull }), { ...host, ask });
    expect(await missing.probe(never)).toMatchObject({
      status: "fail",
      detail: expect.stringContaining("no program") as string,
    });
    expect(await backend("exit 1", {}).probe(never)).toMatchObject({ status: "fail" });
  });
});
