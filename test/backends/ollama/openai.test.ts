import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../../src/core/host/clock.ts";
import { describeBackend } from "../../../src/testing/describe-backend.ts";
import { patience } from "../../limits.ts";
import { type Answer, startOpenAi, type Told } from "../../mock/openai.ts";
import { backendOf, play, requestIn } from "./desk.ts";

const calls = (name: string, args: unknown): Answer => ({ calls: [{ name, arguments: args }] });
const DONE = calls("done", { item: "done", reason: "as asked" });
const LLAMA: Told = {
  models: [{ id: "/models/small.gguf", aliases: ["small"], owned_by: "llamacpp", meta: { n_ctx: 8192 } }],
  props: { default_generation_settings: { n_ctx: 4096 }, chat_template_caps: { supports_tools: false } },
};

async function playing(answers: readonly Answer[], { told, ...options }: { told?: Told; model?: string } = {}) {
  const server = await startOpenAi(answers, undefined, told);
  onTestFinished(() => server.close());
  const request = requestIn();
  writeFileSync(join(request.cwd, "a"), "one");
  const backend = backendOf({ api: "openai", url: server.url, model: "mock", ...options });
  return { ...(await play(backend, request)), backend, cwd: request.cwd, requests: server.requests };
}

describe("an agent on a server that speaks OpenAI's API", () => {
  it("works with its tools, whose calls come in pieces, and is told what came of each", async () => {
    const turns = [calls("read", { path: "a" }), calls("edit", { path: "a", old: "one", new: "two" }), DONE];
    const { result, cwd, requests } = await playing(turns);
    expect(result).toMatchObject({ stopReason: "end_turn", stated: { item: "done", reason: "as asked" } });
    expect(readFileSync(join(cwd, "a"), "utf8")).toBe("two");
    expect(requests[1]?.body.messages?.slice(-2)).toEqual([
      {
        role: "assistant",
        content: "",
        tool_calls: [{ id: "call-2-0", type: "function", function: { name: "read", arguments: '{"path":"a"}' } }],
      },
      { role: "tool", tool_call_id: "call-2-0", content: "one" },
    ]);
    expect(requests[0]?.body).toMatchObject({ stream: true, max_tokens: 4096 });
  });

  it("sums what the server counts, and costs nothing as long as nobody has named a price", async () => {
    const usage = { prompt: 100, completion: 20 };
    const turns = [
      { ...calls("list", {}), usage },
      { ...DONE, usage },
    ];
    expect((await playing(turns)).result.usage).toEqual({
      inputTokens: 200,
      outputTokens: 40,
      micros: 0,
      models: [{ model: "mock", inputTokens: 200, outputTokens: 40, micros: 0 }],
    });
  });

  it("costs what its model costs, where that is known", async () => {
    const server = await startOpenAi([{ ...DONE, usage: { prompt: 100, completion: 20 } }]);
    onTestFinished(() => server.close());
    const prices = { looked: "", of: (model: string) => (model === "mock" ? { input: 2, output: 10 } : undefined) };
    const backend = (model: string, free = false) =>
      backendOf({ api: "openai", url: server.url, model, free }, systemClock, { prices });
    expect([backend("mock").free, backend("other").free, backend("mock", true).free]).toEqual([false, true, true]);
    expect((await play(backend("mock"), requestIn())).result.usage.micros).toBe(100 * 2 + 20 * 10);
  });

  it("keeps to the window of llama.cpp's server, and writes its calls as text where the template knows none", async () => {
    const done = '```tool\n{"name": "done", "arguments": {"item": "done", "reason": "read"}}\n```';
    const { result, requests } = await playing([{ text: done }], { told: LLAMA, model: "small" });
    expect(result).toMatchObject({ stated: { item: "done", reason: "read" } });
    expect(requests[0]?.body).toMatchObject({ model: "/models/small.gguf", max_tokens: 1024 });
    expect(requests[0]?.body.tools).toBeUndefined();
  });

  it("does not hear a model's thoughts as its message", async () => {
    const { messages } = await playing([{ thinking: "Where is it?", text: "I look.", ...calls("list", {}) }, DONE]);
    expect(messages).toEqual(["I look."]);
  });

  it.each<[string, Answer, object]>([
    ["a refused key", { status: 401, message: "Invalid API key" }, { cause: "auth" }],
    ["a rate limit", { status: 429, message: "slow down" }, { cause: "rate_limit" }],
    [
      "a model that is not there",
      { status: 404, message: "The model `mock` does not exist." },
      { cause: "unknown_model" },
    ],
    ["a server that loads its model", { status: 503, message: "Loading model" }, { cause: "overloaded" }],
    [
      "an error in the stream",
      { text: "I", breaks: { error: { code: 500, message: "it is raining" } } },
      { cause: "api_error", text: expect.stringContaining("it is raining") },
    ],
    ["a reply without an end", { text: "I was", finish: "nothing" }, { text: expect.stringContaining("broke off") }],
    ["replies that are cut off", { text: "On and on", finish: "length" }, { cause: "max_tokens" }],
    [
      "a prompt beyond the window",
      {
        status: 400,
        message: "This model's maximum context length is 2048 tokens. However, you requested 9000 tokens",
      },
      { cause: "prompt_too_long", text: expect.stringContaining("of the window's 2048 tokens") },
    ],
  ])("ends clearly with %s", async (_, answer, expected) => {
    expect((await playing([answer])).result).toMatchObject(expected);
  });
});

describe("the probe of a server that speaks OpenAI's API", () => {
  const probe = async (model: string, told?: Told) => {
    const server = await startOpenAi([], undefined, told);
    onTestFinished(() => server.close());
    // With and without the path that the API has there.
    const url = server.url.replace("/v1", "");
    const backend = backendOf({ api: "openai", url, model });
    const { status, detail } = await backend.probe(patience());
    return [status, detail.replaceAll(url, "URL")];
  };

  it("names server, model and window, and generates nothing", async () => {
    expect(await probe("small", LLAMA)).toEqual([
      "pass",
      "llama.cpp's server at URL, small, 4096 tokens, writes its calls as text",
    ]);
    expect(await probe("mock")).toEqual([
      "pass",
      "an OpenAI-compatible server at URL, mock, 16384 tokens, calls tools",
    ]);
  });

  it("names the models there are when there is none of that name", async () => {
    expect(await probe("nosuch", LLAMA)).toEqual([
      "fail",
      "the server at URL has no model nosuch (it has: /models/small.gguf)",
    ]);
  });

  it("says what to do when there is no server", async () => {
    const backend = backendOf({ api: "openai", url: "http://127.0.0.1:9", model: "x" });
    expect(await backend.probe(patience())).toMatchObject({
      status: "fail",
      detail: "there is no server at http://127.0.0.1:9 (ECONNREFUSED): start it, or correct the backend's url",
    });
  });
});

const command = (text: string) => calls("run", { command: text });
const server = await startOpenAi([], undefined, undefined, (model, turn) => {
  const scripts: Readonly<Record<string, readonly Answer[]>> = {
    working: [command("echo hello"), DONE],
    hanging: [command("echo hello"), { text: "And now", stall: "midway" }],
    failing: [{ status: 500 }],
  };
  return scripts[model]?.[turn] ?? {};
});
afterAll(() => server.close());
const on = (model: string) => backendOf({ api: "openai", url: server.url, model });

describeBackend("ollama, by OpenAI's API", {
  working: () => on("working"),
  failing: () => on("failing"),
  hanging: () => on("hanging"),
});
