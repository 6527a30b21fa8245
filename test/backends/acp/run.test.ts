import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { acp } from "../../../src/backends/acp/acp.ts";
import { Options } from "../../../src/backends/acp/options.ts";
import type { BackendEvent, BackendRequest } from "../../../src/core/contracts/backend.ts";
import { systemClock } from "../../../src/core/host/clock.ts";
import { findContainment } from "../../../src/core/host/containment.ts";
import { ContainedProcesses } from "../../../src/core/host/processes.ts";
import { describeBackend } from "../../../src/testing/describe-backend.ts";

const folder = mkdtempSync(join(tmpdir(), "midwatch-acp-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const processes = new ContainedProcesses(await findContainment());
const AGENT = [process.execPath, join(import.meta.dirname, "agent.mjs")];

/** A backend on the scripted agent, or on another program. */
function backend(script: string, { run = [...AGENT, script], answer = 30, credentials = [] as string[] } = {}) {
  const ask = () => Promise.reject(new Error("nobody is asked"));
  const environment = { PATH: process.env.PATH ?? "" };
  const host = { clock: systemClock, processes, environment, credentials: { A_KEY: "secret" }, folder, ask };
  return acp.create(Options.parse({ run, answer, credentials }), host);
}

describeBackend("acp", {
  working: () => backend("works"),
  failing: () => backend("unauthorised"),
  hanging: () => backend("hangs"),
  stubborn: () => backend("ignores"),
  clinging: () => backend("", { run: ["sh", "-c", '(setsid sleep 1000 &); exec "$@"', "sh", ...AGENT, "works"] }),
});

function request(more: Partial<BackendRequest> = {}): BackendRequest {
  const root = mkdtempSync(join(folder, "session-"));
  const [cwd, home] = [join(root, "clone"), join(root, "home")];
  for (const path of [cwd, join(home, "tmp")]) mkdirSync(path, { recursive: true });
  const files = { brief: join(root, "brief"), item: join(root, "item"), session: join(root, "session") };
  const lock = { name: "test", descriptor: 2, release: () => {} };
  return { instructions: "", prompt: "Do it", cwd, home, files, deadline: 60_000, lock, ...more };
}

async function play(made: ReturnType<typeof backend>, asked = request(), stopAt?: BackendEvent["type"]) {
  const stop = new AbortController();
  const events: BackendEvent[] = [];
  for await (const event of made.run(asked, stop.signal)) {
    events.push(event);
    if (event.type === stopAt) stop.abort();
  }
  const last = events.at(-1);
  return { events, result: last?.type === "finished" ? last.result : undefined };
}

describe("a run on an agent that speaks the protocol", () => {
  it("tells its plan, its words, its calls with what they were called with, and what it cost", async () => {
    const asked = request();
    const { events } = await play(backend("works"), asked);
    expect(events).toEqual([
      { type: "started", detail: "scripted 1" },
      { type: "message", text: "- [ ] Edit a.txt" },
      { type: "message", text: "I edit it." },
      { type: "tool_call", id: "1", name: "edit", input: { path: "a.txt" } },
      { type: "tool_result", id: "1", ok: true, output: "edited" },
      { type: "usage", usage: { inputTokens: 0, outputTokens: 0, micros: 12_300 } },
      { type: "message", text: "Done. All of it." },
      {
        type: "finished",
        result: {
          stopReason: "end_turn",
          text: "Done. All of it.",
          usage: { inputTokens: 100, outputTokens: 50, micros: 12_300 },
        },
      },
    ]);
    expect(readFileSync(join(asked.cwd, "a.txt"), "utf8")).toBe("beta\n");
  });

  it("tells the model that was used: the one it was told to, or the one it says", async () => {
    const models = async (asked?: BackendRequest) =>
      (await play(backend("works", { run: [...AGENT, "works", "models"] }), asked)).result?.usage.models;
    const used = { inputTokens: 100, outputTokens: 50, micros: 12_300 };
    expect(await models()).toEqual([{ model: "a", ...used }]);
    expect(await models(request({ model: "b" }))).toEqual([{ model: "b", ...used }]);
  });

  it("B16: answers what it asks for by the tools its file declares, for this once, and says what it denied", async () => {
    const { result, events } = await play(backend("asks"), request({ tools: ["read", "edit"] }));
    expect(result).toMatchObject({ stopReason: "end_turn", cause: "denied" });
    expect(result?.text.split("\n\n")[1]).toBe(
      "edit: allow_once, fetch: reject_once, read: reject_once, other: reject_once, think: allow_once",
    );
    expect(events).toContainEqual({
      type: "message",
      text: 'It was not allowed "fetch it": its file declares read, edit, not web.',
    });
    expect(events).toContainEqual({
      type: "message",
      text: 'It was not allowed "read it": /etc/passwd is outside its clone.',
    });
  });

  it("is cancelled in the protocol's way, which still brings what it has used", async () => {
    const { result } = await play(backend("hangs"), request(), "message");
    expect(result).toMatchObject({ stopReason: "cancelled", cause: "stopped", usage: { inputTokens: 2 } });
  });

  it.each([
    ["unauthorised", "error", "auth", /Authentication required/],
    ["limited", "error", "rate_limit", /Internal error/],
    ["broken", "error", "api_error", /Internal error/],
    ["newer", "error", "unparsable", /version 99 of the protocol/],
    ["dies", "error", "exit_code", /exited with 7 in the middle of its turn: panic: out of everything/],
    ["silent", "error", "empty", /said nothing/],
    ["refuses", "refusal", "refusal", /refused/],
  ])(
    "a run on an agent that speaks the protocol that is %s ends as %s, because of %s",
    async (script, stopReason, cause, text) => {
      const { result } = await play(backend(script));
      expect(result).toMatchObject({ stopReason, cause, text: expect.stringMatching(text) as string });
    },
  );

  it("B06: does not wait for ever for one that never answers", async () => {
    const { result } = await play(backend("mute", { answer: 1 }));
    expect(result).toMatchObject({ stopReason: "error", cause: "silence" });
  });

  it("goes on over lines that are no messages, are cut off, or too long", async () => {
    expect((await play(backend("babbles"))).result).toMatchObject({ stopReason: "end_turn", text: "still here" });
  });

  it("leaves no process behind, not even one that does not end when nobody talks to it", async () => {
    const asked = request();
    expect((await play(backend("stays"), asked)).result).toMatchObject({ stopReason: "end_turn", text: "done" });
    expect(execFileSync("ps", ["-eo", "args"], { encoding: "utf8" })).not.toMatch(/agent\.mjs stays/);
  });

  it("finds its notes, wherever it wrote them", async () => {
    expect((await play(backend("notes"))).result?.text).toMatch(/^```midwatch\nitem: done/);
  });

  it("is told the model where it offers a choice, and fails where it does not", async () => {
    const asked = request({ model: "big" });
    expect((await play(backend("works", { run: [...AGENT, "works", "models"] }), asked)).result).toMatchObject({
      stopReason: "end_turn",
    });
    expect(readFileSync(join(asked.cwd, "model"), "utf8")).toBe("big");
    expect((await play(backend("works"), request({ model: "big" }))).result).toMatchObject({ cause: "unknown_model" });
  });

  it("is a failure when its program is missing, or is another", async () => {
    expect((await play(backend("", { run: ["there-is-no-such-program"] }))).result).toMatchObject({
      stopReason: "error",
    });
    expect((await play(backend("", { run: ["sh", "-c", "echo usage: sh >&2; exit 2"] }))).result).toMatchObject({
      cause: "exit_code",
      text: expect.stringContaining("usage: sh") as string,
    });
  });
});

describe("the probe of acp", () => {
  it("fails without the program, or a credential it was promised", async () => {
    const never = new AbortController().signal;
    expect(await backend("", { run: ["there-is-no-such-program"] }).probe(never)).toMatchObject({ status: "fail" });
    expect(await backend("works", { credentials: ["B_KEY"] }).probe(never)).toEqual({
      check: "acp",
      status: "fail",
      detail: "no sign-in: write B_KEY in the fleet's .midwatch/credentials",
    });
    expect(await backend("works", { credentials: ["A_KEY"] }).probe(never)).toMatchObject({ status: "pass" });
  });
});
