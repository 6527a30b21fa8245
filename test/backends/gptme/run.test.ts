import { mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { gptme } from "../../../src/backends/gptme/gptme.ts";
import { Options } from "../../../src/backends/gptme/options.ts";
import type { Backend } from "../../../src/core/contracts/backend.ts";
import type { Prices } from "../../../src/core/contracts/prices.ts";
import type { BackendResult } from "../../../src/core/contracts/run-result.ts";
import { systemClock } from "../../../src/core/host/clock.ts";
import { findContainment } from "../../../src/core/host/containment.ts";
import { ContainedProcesses } from "../../../src/core/host/processes.ts";
import { describeBackend } from "../../../src/testing/describe-backend.ts";

const folder = mkdtempSync(join(tmpdir(), "midwatch-gptme-run-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const processes = new ContainedProcesses(await findContainment());

/** A program in gptme's place, which logs and says what gptme says. */
function backend(script: string, credentials: Readonly<Record<string, string>> = { OPENAI_API_KEY: "sk-mock" }) {
  const executable = join(mkdtempSync(join(folder, "bin-")), "gptme");
  // Like the real one, it makes folders in its home even to say its version.
  const version = '[ "$1" = --version ] && mkdir -p "$HOME/.config/gptme" && echo "gptme v0.35.1" && exit 0';
  const log = 'LOG="$GPTME_LOGS_HOME/run/conversation.jsonl"; : > "$LOG"';
  writeFileSync(executable, `#!/bin/sh\n${version}\n${log}\n${script}\n`, { mode: 0o755 });
  const environment = { PATH: process.env.PATH ?? "" };
  const ask = () => Promise.reject(new Error("nobody is asked"));
  const host = { clock: systemClock, processes, environment, credentials, folder, ask };
  return gptme.create(Options.parse({ executable }), host);
}

/** Rows, as a command that logs them, and says them where gptme does. */
function says(...rows: readonly object[]): string {
  const file = join(mkdtempSync(join(folder, "rows-")), "rows");
  writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  return `cat ${file} >> "$LOG"; cat ${file}`;
}

const usage = { input_tokens: 600, cache_read_tokens: 400, output_tokens: 50 };
const ANSWER = { role: "assistant", content: "Done.\n\n```complete\n```", metadata: { model: "local/mock", usage } };
const REFUSED = {
  role: "system",
  content: "error: auth_error\nError code: 401 - bad key",
  metadata: { error: true, error_class: "auth_error", exit_code: 76 },
};

describeBackend("gptme", {
  working: () => backend(`echo '· Using project configuration'; ${says(ANSWER)}`),
  failing: () => backend(`${says(REFUSED)}; exit 76`),
  hanging: () => backend(`${says(ANSWER)}; exec sleep 1000`),
  stubborn: () => backend(`trap '' TERM; ${says(ANSWER)}; while :; do sleep 1; done`),
  clinging: () => backend(`(setsid sleep 1000 &); ${says(ANSWER)}`),
});

describe("the usage of a whole run of gptme", () => {
  it("has what its own agents used, and what it says at its end on standard error alone", async () => {
    const totals = { session_id: "/x/run", total_input_tokens: 700, total_output_tokens: 50, cache_read_tokens: 400 };
    const agent = 'mkdir -p "$GPTME_LOGS_HOME/subagent-a"';
    const script = [
      says(ANSWER),
      `${agent}; printf '%s\\n' '${JSON.stringify(ANSWER)}' > "$GPTME_LOGS_HOME/subagent-a/conversation.jsonl"`,
      `echo '${JSON.stringify({ ...totals, total_input_tokens: 9_000 })}'`,
      `echo '${JSON.stringify(totals)}' >&2`,
    ];
    const { usage: used } = await resultOf(backend(script.join("; ")));
    expect(used).toMatchObject({ inputTokens: 2100, outputTokens: 100 });
  });
});

describe("what a run of gptme costs", () => {
  const prices = (named: Prices["of"]): Prices => ({ looked: "2026-11-01", of: named });
  const free = (model: string | undefined, of: Prices["of"] = () => undefined, options: object = {}) => {
    const host = { clock: systemClock, processes, environment: {}, credentials: {}, folder, ask: nobody };
    const named = { ...host, prices: prices(of), ...(model !== undefined && { model }) };
    return gptme.create(Options.parse(options), named).free;
  };

  it("is nothing on a server of the owner's own, although it is stopped before its first answer", () => {
    expect([free("local/qwen"), free("openai/gpt-5"), free(undefined)]).toEqual([true, false, false]);
  });

  it("is what the owner says, and else what a table says", () => {
    const price = (input: number) => () => ({ input, output: input });
    expect([free("local/qwen", price(1)), free("openai/gpt-5", price(0))]).toEqual([false, true]);
    expect(free("local/qwen", price(0), { prices: { "local/qwen": { input: 1, output: 2 } } })).toBe(false);
    expect(free("openai/gpt-5", price(1), { free: true })).toBe(true);
  });
});

const nobody = () => Promise.reject(new Error("nobody is asked"));

async function resultOf(made: Backend): Promise<BackendResult> {
  const home = mkdtempSync(join(folder, "home-"));
  const cwd = mkdtempSync(join(folder, "clone-"));
  const lock = { name: "test", descriptor: openSync("/dev/null", "r"), release: () => {} };
  const files = { brief: "/dev/null", item: "/dev/null", session: "/dev/null" };
  const request = { instructions: "", prompt: "Do it.", cwd, home, files, deadline: 60_000, lock };
  for await (const event of made.run(request, new AbortController().signal))
    if (event.type === "finished") return event.result;
  throw new Error("it has no end");
}

describe("the probe of gptme", () => {
  const never = new AbortController().signal;

  it("names the version and the keys there are", async () => {
    expect(await backend("exit 1").probe(never)).toEqual({
      check: "gptme",
      status: "pass",
      detail: "gptme 0.35.1, signed in with OPENAI_API_KEY, which is in the agent's reach",
    });
  });

  it("fails without a key, and where the program is something else, or missing", async () => {
    expect(await backend("exit 1", {}).probe(never)).toMatchObject({
      status: "fail",
      detail: expect.stringMatching(/^no sign-in: write one of ANTHROPIC_API_KEY, /) as string,
    });
    const host = {
      clock: systemClock,
      processes,
      environment: { PATH: process.env.PATH ?? "" },
      credentials: {},
      folder,
    };
    const ask = () => Promise.reject(new Error("nobody is asked"));
    const probe = (executable: string) => gptme.create(Options.parse({ executable }), { ...host, ask }).probe(never);
    expect(await probe("/bin/true")).toMatchObject({
      detail: expect.stringContaining("does not answer as gptme") as string,
    });
    expect(await probe("./gptme")).toMatchObject({ detail: expect.stringContaining('no program "./gptme"') as string });
  });
});
