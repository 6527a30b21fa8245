import { describe, expect, it } from "vitest";
import { callsIn, withoutCompletion } from "../../../src/backends/gptme/calls.ts";
import { environmentFor, promptArgument } from "../../../src/backends/gptme/command-line.ts";
import { Options } from "../../../src/backends/gptme/options.ts";
import { parseRow, type Row } from "../../../src/backends/gptme/rows.ts";
import { signInFrom } from "../../../src/backends/gptme/sign-in.ts";
import { toolsFor } from "../../../src/backends/gptme/tools.ts";
import { nothingHeard, translateRow } from "../../../src/backends/gptme/translate.ts";
import { usageOf } from "../../../src/backends/gptme/usage.ts";
import { gptmeVerdict } from "../../../src/backends/gptme/verdict.ts";
import { askedOf } from "../../../src/core/answer/answer.ts";
import { judgeOf } from "../../../src/core/answer/judge.ts";

const user: Row = { role: "user", content: "Do it." };
const answer = (content: string, metadata?: Row["metadata"]): Row => ({ role: "assistant", content, metadata });
const error = (error_class: string, message: string): Row => ({
  role: "system",
  content: `error: ${error_class}\n${message}`,
  metadata: { error: true, error_class },
});

describe("an exit that is not 0", () => {
  it.each([
    [75, error("rate_limit", "Error code: 429 - {'error': …}"), "rate_limit"],
    [75, error("rate_limit", "Error code: 429 - {'code': 'insufficient_quota'}"), "billing"],
    [76, error("auth_error", "Error code: 401 - {'error': …}"), "auth"],
    [76, error("auth_error", "Error code: 500 - see /var/log/403.txt"), "api_error"],
    [77, error("model_unavailable", "Error code: 404 - no such model"), "unknown_model"],
    [77, error("model_unavailable", "Error code: 503 - busy"), "overloaded"],
    [77, error("model_unavailable", "model_unavailable"), "overloaded"],
    [1, error("generic", "Error code: 500 - oops"), "api_error"],
    [1, error("generic", "Error code: 402 - Insufficient credits"), "billing"],
    [1, error("generic", "Error code: 400 - {'code': 'context_length_exceeded'}"), "prompt_too_long"],
    [1, error("generic", "Environment variable OPENAI_API_KEY not set in env/config or credentials.toml"), "auth"],
    [1, error("generic", "Connection error."), "api_error"],
    [1, error("generic", "list index out of range"), "exit_code"],
  ] as const)("%i is told by what the log's last line says: %o", (code, row, cause) => {
    expect(gptmeVerdict([user, row], {}, { code })).toMatchObject({ stopReason: "error", cause });
  });

  it("an exit that is not 0 without a log is told by its code and its last words", () => {
    const words = "Error: --model: Unknown provider: nonsense";
    expect(gptmeVerdict([], { complaint: words }, { code: 2 })).toMatchObject({ cause: "unknown_model" });
    expect(gptmeVerdict([], { complaint: "Error: no such option" }, { code: 2 })).toEqual({
      stopReason: "error",
      cause: "exit_code",
      text: "it exited with 2: Error: no such option",
    });
    expect(gptmeVerdict([], {}, { code: 75 })).toMatchObject({ cause: "rate_limit" });
    expect(gptmeVerdict([user], {}, { code: 143 })).toMatchObject({ cause: "signal" });
  });
});

describe("an exit with 0", () => {
  const stop: Row = {
    role: "system",
    content: "Stopped: reached max steps limit (3)",
    metadata: { max_steps_stop: true },
  };
  const heard = (line: string) => {
    const all = nothingHeard();
    translateRow(line, all, () => undefined);
    return all;
  };

  it("is the end of a turn when the agent completed it", () => {
    expect(gptmeVerdict([user, answer("Done.\n\n```complete\nAll of it.\n```")], {}, { code: 0 })).toEqual({
      stopReason: "end_turn",
      text: "Done.\n\nAll of it.",
    });
  });

  it("is told by the answer it gave, and not by the sample it says back after it", () => {
    const asked = askedOf("s1", "Do it.\n\n```midwatch\nitem: <done | waiting>\nreason: <one sentence>\n```\n");
    const given = `\`\`\`midwatch\nmark: ${asked.mark}\nitem: done\nreason: the parser reads dates again\n\`\`\``;
    const echo = "```midwatch\nitem: <done | waiting>\nreason: <one sentence>\n```";
    const rows = [user, answer(`Done.\n\n${given}`), answer(echo)];
    expect(gptmeVerdict(rows, { judge: judgeOf(asked) }, { code: 0 }).text).toContain("reads dates again");
    expect(gptmeVerdict([user, answer(echo)], { judge: judgeOf(asked) }, { code: 0 }).text).toBe(echo);
  });

  it("is not that after its last step, unless it went on", () => {
    expect(gptmeVerdict([answer("one"), stop], {}, { code: 0 })).toMatchObject({
      stopReason: "max_turn_requests",
      cause: "max_turns",
    });
    expect(gptmeVerdict([answer("one"), stop, answer("done")], {}, { code: 0 })).toMatchObject({
      stopReason: "end_turn",
    });
  });

  it.each([
    ["· WARNING  Verification failed 4 time(s); proceeding with session close anyway.", "hook_stopped"],
    ["· WARNING  Stuck loop not broken after 2 escalations (repeated `shell`). Exiting.", "loop"],
  ])("is a failure after %j", (line, cause) => {
    expect(gptmeVerdict([answer("done")], heard(line), { code: 0 })).toMatchObject({ stopReason: "error", cause });
  });

  it("tells that an agent stopped without saying that it was done", () => {
    const line = "· WARNING  Autonomous mode: No tools used after 2 confirmations. Exiting.";
    expect(gptmeVerdict([answer("words")], heard(line), { code: 0 })).toEqual({
      stopReason: "end_turn",
      text: "words\n\n(It did not say that it was done, though it was asked twice.)",
    });
  });

  it("is a failure when the model was not asked, or said nothing", () => {
    expect(gptmeVerdict([user], {}, { code: 0 })).toMatchObject({ cause: "swallowed" });
    expect(gptmeVerdict([user, answer(" ")], {}, { code: 0 })).toMatchObject({ cause: "empty" });
  });

  it("finds the notes before the call that ends the session", () => {
    const notes = "It is edited.\n\n```midwatch\nitem: done\n```";
    const { text } = gptmeVerdict([answer(notes), answer("```complete\n```")], {}, { code: 0 });
    expect(text).toBe(notes);
  });
});

describe("the usage of a conversation", () => {
  const usage = { input_tokens: 600, cache_read_tokens: 400, output_tokens: 50 };
  const nested = answer("", { model: "openai/m", usage });
  const flat = answer("", { model: "openai/m", ...usage });
  const priceOf = (model: string) => (model === "openai/m" ? { input: 2, output: 10, cacheRead: 0.5 } : undefined);

  it("is summed from both shapes of its log, and priced by the owner's prices", () => {
    expect(usageOf([user, nested, flat], priceOf)).toEqual({
      inputTokens: 2000,
      outputTokens: 100,
      micros: 3800,
      models: [{ model: "openai/m", inputTokens: 2000, outputTokens: 100, micros: 3800 }],
    });
  });

  it("prices what was cached as the input where no other price is known", () => {
    expect(usageOf([nested], () => ({ input: 2, output: 10 }))).toMatchObject({ micros: 2500 });
  });

  it("has no price, and not the price 0, as soon as one model has none", () => {
    const other = answer("", { model: "openai/other", usage });
    expect(usageOf([nested, other], priceOf)).toEqual({
      inputTokens: 2000,
      outputTokens: 100,
      models: [
        { model: "openai/m", inputTokens: 1000, outputTokens: 50, micros: 1900 },
        { model: "openai/other", inputTokens: 1000, outputTokens: 50 },
      ],
    });
  });

  it("names no model when one message does not say which it was", () => {
    expect(usageOf([nested, answer("", usage)], priceOf)).toEqual({ inputTokens: 2000, outputTokens: 100 });
  });

  it("leaves out counts that are no counts", () => {
    const odd = { role: "assistant", content: "", metadata: { usage: { input_tokens: -1, output_tokens: "many" } } };
    expect(usageOf([parseRow(JSON.stringify(odd)) ?? user], priceOf)).toEqual({ inputTokens: 0, outputTokens: 0 });
  });
});

describe("the events of a run", () => {
  it("are the agent's words, its calls, and their results", () => {
    const heard = nothingHeard();
    const lines = [
      "· Using project configuration",
      "loose words of a tool",
      JSON.stringify({ role: "user", content: "Do it." }),
      JSON.stringify({ role: "assistant", content: "I look.\n\n```shell\nls nowhere\n```\n\n```text\nno call\n```" }),
      JSON.stringify({ role: "system", content: "Ran command: `ls nowhere`\n\nReturn code: 2" }),
      '{"role": "assistant", "content": "cut o',
    ];
    expect(lines.flatMap((line) => translateRow(line, heard, () => undefined))).toEqual([
      { type: "message", text: expect.stringMatching(/^I look\./) as string },
      { type: "tool_call", id: "1", name: "shell", input: { args: "", code: "ls nowhere\n" } },
      { type: "usage", usage: { inputTokens: 0, outputTokens: 0 } },
      { type: "tool_result", id: "1", ok: false, output: "Ran command: `ls nowhere`\n\nReturn code: 2" },
    ]);
  });

  it("have calls that a model makes by its API, in their order, and none that only stands in a text", () => {
    const message = [
      "I look.",
      '@shell(call-1): {"command": "echo \\"}{\\" a"}',
      "```save a.txt\nbeta\n```",
      '@patch_many(call:2): {\n  "patches": "[]"\n}@save(3): {"path": "b"}',
      '```text\n@shell(4): {"command": "x"}\n```',
      '@shell(5): {"command": ',
    ].join("\n");
    expect(callsIn(message).map(({ name }) => name)).toEqual(["shell", "save", "patch"]);
    expect(callsIn(message)[0]?.input).toEqual({ command: 'echo "}{" a' });
  });

  it("leave the call that ends the session out of the last words", () => {
    expect(withoutCompletion('It is done.\n@complete(call-9): {"summary": "x"}')).toBe("It is done.");
    expect(withoutCompletion("It is done.\n\n```complete\nAll of it.\n```")).toBe("It is done.\n\nAll of it.");
  });

  it("have the file that a call names", () => {
    expect(callsIn("```save a/b.txt\nbeta\n```")).toEqual([
      { name: "save", input: { args: "a/b.txt", code: "beta\n" } },
    ]);
  });
});

describe("the command line of gptme", () => {
  it("has a short prompt whole, and no command in it", () => {
    expect(promptArgument("# Do it", "/f")).toBe("# Do it");
    expect(promptArgument("/exit", "/f")).toBe("\n/exit");
    expect(promptArgument("-", "/f")).toBe("\n-");
  });

  it("has the beginning of a long one, and where the whole of it stands", () => {
    const argument = promptArgument("ä".repeat(200_000), "/home/prompt.md");
    expect(argument).toMatch(/^Your task is long: the whole of it is in \/home\/prompt\.md\. [^\n]*\n\nä+$/);
    expect(Buffer.byteLength(argument)).toBeLessThan(131_071);
  });

  it("grants the declared tools, and never gptme's own lessons, memory or agents", () => {
    expect(toolsFor(["read"])).toEqual(["read", "complete", "todo"]);
    expect(toolsFor()).toEqual(["read", "save", "append", "patch", "shell", "ipython", "complete", "todo"]);
  });

  it("has an environment in which nothing of the person's is left", () => {
    const from = {
      environment: { PATH: "/bin", HOME: "/person" },
      signIn: { OPENAI_API_KEY: "sk-1" },
      native: undefined,
    };
    const env = environmentFor({ home: "/home", cwd: "/clone" }, Options.parse({ steps: 7, retries: 0 }), from);
    expect(env).toMatchObject({ HOME: "/home", GPTME_LOGS_HOME: "/home/gptme-logs", GPTME_MAX_STEPS: "7" });
    expect(env).toMatchObject({ GPTME_LESSONS_AUTO_INCLUDE: "false", GPTME_LLM_MAX_RETRIES: "1" });
  });

  it("passes on the key of the model's provider alone", () => {
    const credentials = { OPENAI_API_KEY: "sk-1", GROQ_API_KEY: "g-1", DISCORD_TOKEN: "d-1" };
    expect(signInFrom(credentials, "openai/gpt", false)).toMatchObject({ env: { OPENAI_API_KEY: "sk-1" } });
    expect(signInFrom(credentials, undefined, false)).toMatchObject({ what: "OPENAI_API_KEY, GROQ_API_KEY" });
    expect(signInFrom({}, "local/qwen", true)).toEqual({ ok: true, what: "a server of its own", env: {} });
    expect(signInFrom(credentials, "xai/grok", false)).toEqual({
      ok: false,
      reason: "no sign-in: write XAI_API_KEY in the fleet's .midwatch/credentials",
    });
  });
});
