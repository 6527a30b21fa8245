import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { BackendEvent } from "../../../src/core/contracts/backend.ts";
import { FakeClock } from "../../../src/testing/index.ts";
import { patience } from "../../limits.ts";
import { MockOllama, type Turn } from "../../mock/ollama.ts";
import { backendOf, calls, DONE, play, playing, requestIn, serverSaying } from "./desk.ts";

const NOTES = "All is written.\n\n```midwatch\nitem: done\nreason: it is\n```";
const GARBLED = { ending: { error: "error parsing tool call: raw='{\"path\"', err=unexpected end of JSON input" } };
const plain = { capabilities: ["completion"] };
const block = (name: string, args: unknown): Turn => ({
  text: `\`\`\`tool\n${JSON.stringify({ name, arguments: args })}\n\`\`\``,
});
/** What the model was told last, in the request after those turns. */
const toldLast = (asked: MockOllama["asked"], at: number) => asked[at]?.messages.at(-1);

describe("an agent on ollama", () => {
  it("works with its tools, is told what came of them, and states its item with done", async () => {
    const turns = [calls("read", { path: "a" }), calls("edit", { path: "a", old: "one", new: "two" }), DONE];
    const { result, asked, cwd } = await playing(turns, { prepare: (clone) => writeFileSync(join(clone, "a"), "one") });
    expect(result).toMatchObject({ stopReason: "end_turn", stated: { item: "done", reason: "as asked" } });
    expect(readFileSync(join(cwd, "a"), "utf8")).toBe("two");
    expect(toldLast(asked, 1)).toEqual({ role: "tool", tool_name: "read", content: "one" });
  });

  it("does the same by a plain-text protocol when the model knows no tools", async () => {
    const turns = [block("write", { path: "a", content: "two\n" }), block("done", { item: "done", reason: "written" })];
    const { result, asked, cwd } = await playing(turns, { model: plain });
    expect(result).toMatchObject({ stopReason: "end_turn", stated: { item: "done", reason: "written" } });
    expect(readFileSync(join(cwd, "a"), "utf8")).toBe("two\n");
    expect(asked[0]?.tools).toBeUndefined();
    expect(toldLast(asked, 1)).toEqual({ role: "user", content: "Result of write:\nwrote 4 characters to a" });
  });

  it("changes to that protocol when the server says that the model knows none", async () => {
    const server = await MockOllama.start({
      // An older server, that names no capabilities: its template says more than is true.
      mock: { capabilities: [], play: (turn) => (turn === 0 ? block("list", {}) : { text: NOTES }) },
    });
    onTestFinished(() => server.close());
    const shown = await MockOllama.start({
      mock: { play: () => ({ error: { status: 400, text: "mock does not support tools" } }) },
    });
    onTestFinished(() => shown.close());
    const { messages, result } = await play(backendOf({ url: server.url, model: "mock" }), requestIn());
    expect([result.stopReason, messages]).toEqual(["end_turn", [NOTES]]);
    const refused = await play(backendOf({ url: shown.url, model: "mock" }), requestIn());
    expect(refused.messages).toEqual(["mock knows no tools: it writes its calls as text"]);
  });

  it("ends with the notes block, or with a second reply that calls nothing", async () => {
    expect((await playing([{ text: NOTES }])).result).toMatchObject({ stopReason: "end_turn", text: NOTES });
    const { result, asked } = await playing([{ text: "I shall begin." }, { text: "That was it." }]);
    expect(result).toEqual({ stopReason: "end_turn", text: "That was it.", usage: expect.anything() as object });
    expect(toldLast(asked, 1)).toMatchObject({ role: "user", content: expect.stringContaining("call done") as string });
  });

  it("is told with its next result that its time is nearly up, once", async () => {
    const server = await serverSaying([calls("list", {}), calls("list", {}), DONE]);
    const wrapUp = new AbortController();
    const events: BackendEvent[] = [];
    const request = requestIn({ wrapUp: wrapUp.signal });
    for await (const event of backendOf({ url: server.url, model: "mock" }).run(
      request,
      new AbortController().signal,
    )) {
      events.push(event);
      if (event.type === "tool_call") wrapUp.abort("Your time is nearly up.");
    }
    expect(toldLast(server.asked, 1)).toEqual({ role: "user", content: "(Your time is nearly up.)" });
    expect(server.asked.at(-1)?.messages.filter(({ content }) => content.includes("nearly up"))).toHaveLength(1);
    expect(events.filter(({ type }) => type === "wrap_up")).toEqual([
      { type: "wrap_up", told: true, text: "Your time is nearly up." },
    ]);
  });

  it("sums what the server counts, and costs nothing", async () => {
    const tokens = { input: 100, output: 20 };
    const { result } = await playing([
      { ...calls("list", {}), tokens },
      { ...DONE, tokens },
    ]);
    expect(result.usage).toEqual({
      inputTokens: 200,
      outputTokens: 40,
      micros: 0,
      models: [{ model: "mock", inputTokens: 200, outputTokens: 40, micros: 0 }],
    });
  });

  it("has no tools but those its file allows", async () => {
    const { asked } = await playing([DONE], { request: { tools: ["read", "web"] } });
    expect(asked[0]?.tools?.map((tool) => tool.function.name)).toEqual(["read", "list", "done"]);
    const { asked: more, cwd } = await playing([calls("write", { path: "a", content: "x" }), DONE], {
      request: { tools: ["read"] },
    });
    expect(toldLast(more, 1)?.content).toBe('error: there is no tool "write"; there are: read, list, done');
    expect(() => readFileSync(join(cwd, "a"))).toThrow("ENOENT");
  });

  it("gets no tool by a word that is none of ours", async () => {
    const { asked } = await playing([DONE], { request: { tools: ["read", "Bash(git log *)", "toString"] } });
    expect(asked[0]?.tools?.map((tool) => tool.function.name)).toEqual(["read", "list", "done"]);
  });

  it("is told what is wrong with a call, and can mend it", async () => {
    const turns = [calls("read", { file: "a" }), calls("read", '{"path": '), calls("", {}), { ...GARBLED }, DONE];
    const { result, asked } = await playing(turns);
    expect([1, 2, 3, 4].map((at) => toldLast(asked, at)?.content)).toEqual([
      expect.stringContaining("wrong arguments for read"),
      expect.stringContaining("no JSON object"),
      expect.stringContaining('there is no tool ""'),
      expect.stringContaining("Make it again, as valid JSON"),
    ]);
    expect(result.stopReason).toBe("end_turn");
  });

  it("is given up when it mends nothing (B13)", async () => {
    const { result, asked } = await playing(Array.from({ length: 20 }, () => calls("fly", {})));
    expect(result).toMatchObject({ stopReason: "error", cause: "unparsable" });
    expect(asked.length).toBe(6);
  });

  it("does not end well in the breath in which something failed", async () => {
    const both = { calls: [...(calls("read", { path: "gone" }).calls ?? []), ...(DONE.calls ?? [])] };
    const { result, asked } = await playing([both, calls("done", { item: "blocked", reason: "gone is gone" })]);
    expect(toldLast(asked, 1)?.content).toContain("a call before this one failed");
    expect(result).toMatchObject({ stated: { item: "blocked" } });
  });

  it("thinks where the model can, and its thoughts are not its message", async () => {
    const turns = [
      { thinking: "Where is it?", text: "I look.", ...calls("list", {}) },
      { text: `<think>so</think>${NOTES}` },
    ];
    const { messages, asked } = await playing(turns, { model: { capabilities: ["tools", "thinking"] } });
    expect(messages).toEqual(["I look.", NOTES]);
    expect([asked[0]?.think, asked[1]?.messages.at(-2)?.thinking]).toEqual([true, "Where is it?"]);
    expect((await playing([DONE])).asked[0]?.think).toBeUndefined();
  });

  it("asks for a window the model has, and stays within it", async () => {
    const big = (clone: string) => writeFileSync(join(clone, "big"), "a line of text\n".repeat(500));
    const turns = [...Array.from({ length: 8 }, () => calls("read", { path: "big" })), DONE];
    const { asked, messages, result } = await playing(turns, { prepare: big, options: { context: 4096 } });
    expect(asked[0]?.options).toEqual({ num_ctx: 4096, num_predict: 1024 });
    const sizes = asked.map(({ messages: sent }) => JSON.stringify(sent).length);
    expect(Math.max(...sizes)).toBeLessThan(3072 * 4);
    expect(messages).toContainEqual(expect.stringContaining("Left out, to stay within the model's window"));
    expect(result.stopReason).toBe("end_turn");
    for (const { messages: sent } of asked) expect(sent[1]).toEqual({ role: "user", content: "# Do it" });
  });

  it.each([
    [{}, 16_384],
    [{ length: 8192 }, 8192],
    [{ parameters: 'stop  "<|end|>"\nnum_ctx                        4096' }, 4096],
  ])("takes the window that %j leaves", async (model, window) => {
    expect((await playing([DONE], { model })).asked[0]?.options?.num_ctx).toBe(window);
  });
});

describe("a run on ollama ends clearly (B17)", () => {
  const failing = async (turn: Turn, options = {}) =>
    (
      await playing(
        Array.from({ length: 9 }, () => turn),
        { options },
      )
    ).result;

  it.each<[string, Turn, object]>([
    [
      "out of memory",
      { error: { status: 500, text: "model requires more system memory (9.1 GiB) than is available (4.0 GiB)" } },
      { cause: "api_error", text: expect.stringContaining("smaller model") },
    ],
    [
      "a runner that was killed",
      { text: "I", ending: { error: "llama runner process has terminated: signal: killed" } },
      { cause: "api_error", text: expect.stringContaining("memory") },
    ],
    [
      "a prompt beyond the window",
      { error: { status: 400, text: "the input length exceeds the context length" } },
      { cause: "prompt_too_long" },
    ],
    ["a refused sign-in", { error: { status: 401, text: "unauthorized" } }, { cause: "auth" }],
    [
      "a page in place of an answer",
      { error: { status: 502, text: "Bad Gateway", isHtml: true } },
      { cause: "overloaded" },
    ],
    [
      "a server that is busy",
      { error: { status: 503, text: "server busy, please try again.  maximum pending requests exceeded" } },
      { cause: "overloaded" },
    ],
    [
      "an answer that breaks off",
      { text: "I was", ending: "cut" },
      { cause: "api_error", text: expect.stringContaining("broke off") },
    ],
    [
      "a line that is no JSON",
      { text: "I", ending: { line: "<html>" } },
      { cause: "api_error", text: expect.stringContaining("no JSON") },
    ],
    [
      "another error",
      { error: { status: 500, text: "it is raining" } },
      { cause: "api_error", text: expect.stringContaining("it is raining") },
    ],
    [
      "replies that are cut off",
      { text: "On and on", reason: "length" },
      { stopReason: "max_tokens", cause: "max_tokens" },
    ],
    ["no words", { text: "" }, { cause: "empty" }],
  ])("a run on ollama ends clearly with %s", async (_, turn, expected) => {
    expect(await failing(turn)).toMatchObject({ stopReason: "error", ...expected });
  });

  it("a run on ollama ends clearly after one more try, when the trouble has passed", async () => {
    let troubles = 0;
    const server = await MockOllama.start({
      mock: { play: () => (troubles++ === 0 ? { text: "I", ending: "cut" } : DONE) },
    });
    onTestFinished(() => server.close());
    const { result, messages } = await play(backendOf({ url: server.url, model: "mock" }), requestIn());
    expect([result.stopReason, messages[0]]).toEqual(["end_turn", expect.stringContaining("Asking again")]);
  });

  it("a run on ollama ends clearly when the server stalls (B06): asked for the model, before its first word, or in the middle", async () => {
    for (const turn of ["mute", { ending: "stall" }, { text: "Well", ending: "stall" }] as const) {
      const server = turn === "mute" ? await serverSaying([], { isMute: true }) : await serverSaying([turn]);
      const clock = new FakeClock(0);
      let isOver = false;
      const run = play(backendOf({ url: server.url, model: "mock", stall: 60 }, clock), requestIn());
      void run.finally(() => {
        isOver = true;
      });
      await server.stalled.promise;
      while (!isOver) {
        clock.advance(60_000);
        await new Promise((soon) => setImmediate(soon));
      }
      expect((await run).result).toMatchObject({
        stopReason: "error",
        cause: "api_error",
        text: "the server has sent nothing for 60 seconds",
      });
      await server.givenUp.promise;
    }
  });

  it("a run on ollama ends clearly when a pull stalls: forty gigabytes are waited for as long as they come", async () => {
    const server = await MockOllama.start({});
    onTestFinished(() => server.close());
    const clock = new FakeClock(0);
    const options = { url: server.url, model: "stalls:70b", pull: true, stall: 60 };
    let isOver = false;
    const run = play(backendOf(options, clock), requestIn()).finally(() => {
      isOver = true;
    });
    await server.stalled.promise;
    while (!isOver) {
      clock.advance(60_000);
      await new Promise((turn) => setImmediate(turn));
    }
    expect((await run).result).toMatchObject({
      stopReason: "error",
      text: "the server has sent nothing for 60 seconds",
    });
  });

  it("a run on ollama ends clearly when it is stopped while the server stalls, and lets go of the server", async () => {
    const server = await serverSaying([calls("list", {}), { text: "Well", ending: "stall" }]);
    const { result } = await play(backendOf({ url: server.url, model: "mock" }), requestIn(), "tool_result");
    expect(result).toMatchObject({ stopReason: "cancelled", cause: "stopped" });
  });

  it("a run on ollama ends clearly after as many turns as it may take", async () => {
    expect(await failing(calls("list", {}), { turns: 3 })).toMatchObject({
      stopReason: "max_turn_requests",
      cause: "max_turns",
    });
  });

  it("a run on ollama ends clearly when instructions and item alone are too much", async () => {
    const request = { prompt: "x".repeat(20_000) };
    const { result, asked } = await playing([DONE], { request, options: { context: 4096 } });
    expect([result.cause, asked.length]).toEqual(["prompt_too_long", 0]);
  });

  it("a run on ollama ends clearly when the server is down, or no model is named", async () => {
    const { result } = await play(backendOf({ url: "http://127.0.0.1:9", model: "mock" }), requestIn());
    expect(result).toMatchObject({ cause: "api_error", text: expect.stringContaining("ollama serve") });
    expect((await play(backendOf({}), requestIn())).result).toMatchObject({ cause: "unknown_model" });
  });

  it("a run on ollama ends clearly with the words to pull a missing model, which is pulled only when that is asked for", async () => {
    const server = await MockOllama.start({});
    onTestFinished(() => server.close());
    const on = (model: string, pull: boolean) => play(backendOf({ url: server.url, model, pull }), requestIn());
    expect((await on("qwen3:8b", false)).result).toMatchObject({
      cause: "unknown_model",
      text: expect.stringContaining("ollama pull qwen3:8b"),
    });
    expect((await on("missing", true)).result).toMatchObject({
      cause: "api_error",
      text: expect.stringContaining("manifest"),
    });
    const { messages, result } = await on("qwen3:8b", true);
    const layer = "pulling 1234abcd";
    expect(messages.slice(0, -1)).toEqual([
      "Pulling qwen3:8b",
      "pulling manifest",
      `${layer} 0 %`,
      `${layer} 50 %`,
      `${layer} 100 %`,
      "success",
    ]);
    expect(result.stopReason).toBe("end_turn");
  });
});

describe("the probe of ollama", () => {
  const probe = (options: object) => backendOf({ model: "mock", ...options }).probe(patience());

  it("names server, model and window, and generates nothing", async () => {
    const server = await serverSaying([]);
    expect(await probe({ url: server.url })).toEqual({
      check: "ollama",
      status: "pass",
      detail: `Ollama 0.33.0-rc2 at ${server.url}, mock, 16384 tokens, calls tools`,
    });
    expect(server.asked).toEqual([]);
  });

  it("fails without a server or the model, and warns of one that is pulled first", async () => {
    const server = await serverSaying([]);
    expect(await probe({ url: "http://127.0.0.1:9" })).toMatchObject({ status: "fail" });
    expect(await probe({ url: server.url, model: "gone" })).toMatchObject({ status: "fail" });
    expect(await probe({ url: server.url, model: "gone", pull: true })).toMatchObject({ status: "warn" });
  });
});
