import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../../src/core/host/clock.ts";
import { FakeClock } from "../../../src/testing/index.ts";
import { aMoment, patience } from "../../limits.ts";
import { type ChatBody, MockOllama, type Turn } from "../../mock/ollama.ts";
import { fleetOn } from "../../real/fleet.ts";
import { backendOf, calls, DONE, play, playing, requestIn, serverSaying } from "./desk.ts";

/** As the server passes on what its runner has said. */
const wrapped = (error: object) => JSON.stringify({ error });
const tooLong = (prompt: number, window: number) =>
  wrapped({
    code: 400,
    message: `request (${prompt} tokens) exceeds the available context size (${window} tokens), try increasing it`,
    type: "exceed_context_size_error",
    n_prompt_tokens: prompt,
    n_ctx: window,
  });
/** In tokens, of which every such character is two. */
const sizeOf = (body: ChatBody) => (JSON.stringify(body.messages).match(/漢/g)?.length ?? 0) * 2;

/** One run of a model that says those turns, whatever of them is still in the messages. */
async function playingInOrder(turns: readonly Turn[], options: object) {
  let made = 0;
  const server = await MockOllama.start({
    mock: {
      play: () => {
        made += 1;
        return turns[made - 1] ?? DONE;
      },
    },
  });
  onTestFinished(() => server.close());
  return play(backendOf({ url: server.url, model: "mock", ...options }), requestIn());
}

describe("a window that is small", () => {
  it("holds a run whose replies are as long as they may be (O3)", async () => {
    const long = {
      text: `${"x".repeat(400)} `.repeat(25),
      tokens: { input: 1305, output: 1024 },
      ...calls("list", {}),
    };
    const { result, messages } = await playingInOrder([long, long, DONE], { context: 4096 });
    expect(result).toMatchObject({ stopReason: "end_turn", stated: { item: "done" } });
    expect(messages.join()).not.toContain("more than");
  });

  it("is said to be too small with what fills it (O3)", async () => {
    const { result } = await playing([DONE], { request: { prompt: "x".repeat(12_000) }, options: { context: 4096 } });
    expect(result).toMatchObject({ cause: "prompt_too_long" });
    expect(result.text).toMatch(
      /of the window's 4096 tokens a reply may take 1024, and the rules and tools about \d+, .* item about 40\d\d/,
    );
  });

  it("is cut by nobody: what a server refuses is said again, shorter, by its own count (O4)", async () => {
    const dense = (clone: string) => writeFileSync(join(clone, "big"), "漢".repeat(3_000));
    const turns = (turn: number, body: ChatBody): Turn => {
      if (sizeOf(body) > 1_000) return { error: { status: 400, text: tooLong(sizeOf(body) + 900, 4096) } };
      return turn === 0 ? calls("read", { path: "big" }) : DONE;
    };
    const server = await MockOllama.start({ mock: { play: turns } });
    onTestFinished(() => server.close());
    const request = requestIn();
    dense(request.cwd);
    const { result, messages } = await play(backendOf({ url: server.url, model: "mock", context: 4096 }), request);
    expect(result).toMatchObject({ stopReason: "end_turn", stated: { item: "done" } });
    expect(messages).toContainEqual(expect.stringContaining("Left out, to stay within the model's window"));
    expect(server.asked.map(({ truncate }) => truncate)).not.toContain(undefined);
  });

  it.each([
    tooLong(5000, 4096),
    "the prompt is longer than the context length currently available to the model",
    "the input length exceeds the context length",
    wrapped({ message: "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens" }),
  ])("is known for the reason when nothing can be left out: %s (O4)", async (text) => {
    const { result, asked } = await playing([{ error: { status: 400, text } }], { options: { context: 4096 } });
    expect(result).toMatchObject({ stopReason: "error", cause: "prompt_too_long" });
    expect(result.text).toContain("of the window's 4096 tokens");
    expect(asked.length).toBeLessThan(6);
  });
});

describe("a model that repeats itself", () => {
  const stammer: Turn = { text: `Well ${"go ".repeat(40)}`, ending: "unfinished" };

  it("a model that repeats itself in one reply, until its server ends that, is told so, and its tokens count (O5)", async () => {
    const { result, asked } = await playing([stammer, DONE]);
    expect(asked[1]?.messages.at(-1)?.content).toContain("you said the same again and again");
    expect(asked[1]?.messages.at(-2)?.content.length).toBeLessThan(60);
    expect(result).toMatchObject({ stopReason: "end_turn", usage: { micros: 0 } });
    expect(result.usage.outputTokens).toBeGreaterThan(40);
    expect(result.usage.inputTokens).toBeGreaterThan(100);
  });

  it("a model that repeats itself in every reply is said to do so (O5)", async () => {
    const { result } = await playing(Array.from({ length: 9 }, () => stammer));
    expect(result).toMatchObject({ cause: "max_tokens", text: expect.stringContaining("the model repeated itself") });
  });

  it("a model that repeats itself after it has done its item is asked once whether that is done, and has ended by its next reply (O10)", async () => {
    const again = calls("write", { path: "a.md", content: "hello" });
    const { result, asked } = await playing(Array.from({ length: 20 }, () => again));
    expect(result).toMatchObject({ stopReason: "end_turn" });
    expect(result.stated).toBeUndefined();
    expect(asked.map(({ messages }) => /Is your item done\?/.test(messages.at(-1)?.content ?? ""))).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });

  it("a model that repeats itself without having done anything is left to the guards (O10)", async () => {
    const { result } = await playing(
      Array.from({ length: 9 }, () => calls("list", {})),
      { options: { turns: 8 } },
    );
    expect(result).toMatchObject({ cause: "max_turns" });
  });
});

describe("a server in trouble", () => {
  /** A server that goes down in its second reply. */
  async function dying(then: (port: number) => void = () => {}) {
    const server: MockOllama = await MockOllama.start({
      mock: {
        play(turn) {
          if (turn === 1) void server.close().then(() => then(port));
          return turn === 0 ? calls("list", {}) : { text: "I", ending: "cut" };
        },
      },
    });
    const port = Number(new URL(server.url).port);
    return server;
  }

  it("is asked again when it restarts in the middle of a session (O6)", async () => {
    const back = Promise.withResolvers<MockOllama>();
    const server = await dying((port) => back.resolve(MockOllama.start({ mock: { play: () => DONE } }, port)));
    const { result, messages } = await play(backendOf({ url: server.url, model: "mock" }), requestIn());
    expect(result).toMatchObject({ stopReason: "end_turn", stated: { item: "done" } });
    expect(messages[0]).toMatch(/^Asking again: /);
    await (await back.promise).close();
  });

  it("is waited for for a minute, when it had answered before, and no longer (O6)", async () => {
    const clock = new FakeClock(0);
    const server = await dying();
    let isOver = false;
    const run = play(backendOf({ url: server.url, model: "mock", stall: 100_000 }, clock), requestIn()).finally(() => {
      isOver = true;
    });
    while (!isOver) {
      clock.advance(500);
      await aMoment(2);
    }
    const { result } = await run;
    expect(result).toMatchObject({ cause: "api_error", text: expect.stringMatching(/there is no Ollama server/) });
    expect(clock.now()).toBeGreaterThan(60_000);
  });

  it("is asked again when the program that runs the model was killed (O6)", async () => {
    const error = "an error was encountered while running the model: unexpected EOF";
    const { result } = await playingInOrder([{ text: "I", ending: { error } }, DONE], {});
    expect(result).toMatchObject({ stopReason: "end_turn" });
  });

  it("is quoted with what it means, however deep that is wrapped (O11)", async () => {
    const inner = wrapped({ code: 500, message: "the sampler is upset", type: "server_error" });
    const { result } = await playing([{ error: { status: 500, text: inner } }]);
    expect(result.text).toMatch(/failed: the sampler is upset$/);
  });

  it("is believed that a model knows no tools, however deep it says so (O11)", async () => {
    const inner = wrapped({ code: 500, message: "tools param requires --jinja flag", type: "server_error" });
    const { messages } = await playing([{ error: { status: 500, text: inner } }]);
    expect(messages).toEqual(["mock knows no tools: it writes its calls as text"]);
  });
});

describe("what an agent's file says", () => {
  it("what an agent's file says of its model is what the probe asks for: unfit, with the words to pull it (O7)", async () => {
    const server = await serverSaying([DONE]);
    const probe = (model: string) => backendOf({ url: server.url }, systemClock, { model }).probe(patience());
    expect(await probe("mock")).toMatchObject({ status: "pass" });
    expect(await probe("nosuch")).toMatchObject({
      status: "fail",
      detail: expect.stringContaining("has no model nosuch: ollama pull nosuch") as string,
    });
    const { run } = await fleetOn({ backend: `use: ollama\nurl: ${server.url}`, agent: "model: nosuch" });
    expect(await run()).toMatchObject({
      outcome: { kind: "unfit", reason: expect.stringContaining("ollama pull nosuch") as string },
    });
    expect(server.asked).toEqual([]);
  });

  it("what an agent's file says of its thinking may be max (O11)", async () => {
    const model = { capabilities: ["tools", "thinking"] };
    const { asked } = await playing([DONE], { model, options: { think: "max" } });
    expect(asked[0]?.think).toBe("max");
  });
});

describe("whoever watches a run (O9)", () => {
  it("reads what the model says, and not its calls a second time", async () => {
    const call = '```json\n{"name": "list", "arguments": {}}\n```';
    const plain = { capabilities: ["completion"] };
    const done = '```tool\n{"name": "done", "arguments": {"item": "done", "reason": "listed"}}\n```';
    const { messages } = await playing([{ text: `I look.\n${call}` }, { text: done }], { model: plain });
    expect(messages).toEqual(["I look."]);
  });

  it("hears now and then how many tokens there are by now", async () => {
    let time = 0;
    const hasty = { ...systemClock, now: () => (time += 6_000) };
    const server = await serverSaying([{ text: "one two three four five six", ...DONE }]);
    const { events } = await play(backendOf({ url: server.url, model: "mock" }, hasty), requestIn());
    const counts = events.flatMap((event) => (event.type === "usage" ? [event.usage.outputTokens] : []));
    expect(counts.slice(0, -1)).toEqual([2, 4, 6, 8]);
  });
});
