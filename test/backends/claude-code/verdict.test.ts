import { describe, expect, it } from "vitest";
import { nothingHeard, translateStream } from "../../../src/backends/claude-code/translate.ts";
import { claudeVerdict } from "../../../src/backends/claude-code/verdict.ts";
import { linesOf, play, RECORDINGS } from "./recordings.ts";

const result = (name: string) => play(name).result;

describe("a run that ended well", () => {
  it("is told with its tool calls and its last words", () => {
    const { events, result } = play("bash-allowed-stream");
    const types = ["started", "message", "tool_call", "tool_result", "message", "usage"];
    expect(events.map(({ type }) => type)).toEqual(types);
    expect(result).toMatchObject({ stopReason: "end_turn", text: "done" });
  });

  it("tells what its tools answered, in text or in blocks", () => {
    const line = (content: unknown) =>
      JSON.stringify({ type: "user", message: { content: [{ type: "tool_result", tool_use_id: "1", content }] } });
    const blocks = [
      { type: "text", text: "one" },
      { type: "image", source: {} },
      { type: "text", text: "two" },
    ];
    const told = ["one", blocks, undefined].flatMap((content) => translateStream(line(content), nothingHeard()));
    const result = { type: "tool_result", id: "1", ok: true };
    expect(told).toEqual([{ ...result, output: "one" }, { ...result, output: "one\n(image)\ntwo" }, result]);
  });

  it("names the version and the model it ran on", () => {
    expect(play("text-stream").events[0]).toEqual({
      type: "started",
      detail: "Claude Code 2.1.330, claude-opus-5-5",
    });
  });

  it("keeps the words of every result when there are several", () => {
    expect(result("bg-bash")).toMatchObject({ stopReason: "end_turn", text: "first final\n\nsecond final" });
  });

  it("says which tools it was denied, and still counts as ended by itself", () => {
    const { stopReason, cause, text } = result("bash-denied-default-mode");
    expect({ stopReason, cause }).toEqual({ stopReason: "end_turn", cause: "denied" });
    expect(text).toMatch(/^\(It was not allowed to use Bash\.\)\n\n/);
  });
});

describe("B13: what exits with 0 and is no success", () => {
  it.each([
    ["hooks-stoptool", "hook_stopped"],
    ["prompt-slash-compact", "swallowed"],
    ["empty-retry1-stream", "empty"],
    ["loop-stream-sigint", "unparsable"],
    ["text-text", "unparsable"],
  ])("%s is %s", (name, cause) => {
    expect(result(name)).toMatchObject({ stopReason: "error", cause });
  });
});

describe("B13: what the CLI calls a success and is none", () => {
  it.each([
    ["e401-retry1-stream", "error", "auth", /^the sign-in was refused \(401\): Invalid API key/],
    ["e403-retry1-stream", "error", "auth", /^the sign-in was refused \(403\)/],
    ["startup-no-key-stream", "error", "auth", /Not logged in/],
    ["e429-default-stream-ra3600", "error", "rate_limit", /^the rate limit is reached \(429\)/],
    ["e529-default-stream", "error", "overloaded", /^the API is overloaded \(529\)/],
    ["e400credit-retry1-stream", "error", "billing", /credit/],
    ["e400long-retry1-stream", "error", "prompt_too_long", /^it is too much for the model/],
    ["e404-retry1-stream", "error", "unknown_model", /^there is no such model/],
    ["e500-retry1-stream", "error", "api_error", /^a request failed \(500\)/],
    ["drop-retry1-stream", "error", "api_error", /ECONNRESET/],
    ["refusal-retry1-stream", "refusal", "refusal", /^the model refused/],
    ["maxtok-retry1-stream", "max_tokens", "max_tokens", /^an answer was too long/],
    ["old197-e401", "error", "auth", /401/],
  ] as const)("%s: %s, %s", (name, stopReason, cause, text) => {
    expect(result(name)).toMatchObject({ stopReason, cause, text: expect.stringMatching(text) as string });
  });
});

describe("limits and signals", () => {
  it.each([
    ["maxturns-stream", "max_turn_requests", "max_turns"],
    ["old197-maxturns", "max_turn_requests", "max_turns"],
    ["budget-stream", "error", "budget"],
    ["hooks-sigterm", "error", "signal"],
    ["tool-stream-sigkill", "error", "signal"],
    ["startup-unknown-flag", "error", "exit_code"],
    ["streaminput-interrupt", "cancelled", "stopped"],
  ])("%s: %s, %s", (name, stopReason, cause) => {
    expect(result(name)).toMatchObject({ stopReason, cause });
  });

  it("tells what the CLI complained of when it did not start", () => {
    expect(result("startup-unknown-flag").text).toContain("unknown option '--nonsense'");
  });

  it("is cancelled when it was stopped, with what it had used until then", () => {
    const { result } = play("streaminput-interrupt", { stopped: true });
    expect(result).toMatchObject({ stopReason: "cancelled", usage: { micros: 140 } });
  });

  it("has ended by itself when the stop came too late", () => {
    expect(play("text-stream", { stopped: true }).result.stopReason).toBe("end_turn");
  });
});

describe("what a run has cost", () => {
  it.each([
    ["text-stream", 140],
    ["text-json", 140],
    ["bg-bash", 420],
    ["streaminput-two", 280],
    ["budget-stream", 6_160_000],
    ["e401-retry1-stream", 0],
    ["old197-text", 175],
  ])("%s: %i micro-dollars", (name, micros) => {
    expect(result(name).usage.micros).toBe(micros);
  });

  it("is this run's own share when a session was resumed", () => {
    expect([result("resumecost-1").usage.micros, result("resumecost-2").usage.micros]).toEqual([1_540_000, 1_540_000]);
  });

  it("counts the tokens of every turn, cached ones included", () => {
    expect(result("budget-stream").usage).toMatchObject({ inputTokens: 2_400_000, outputTokens: 16_000 });
  });

  it("is not known when the CLI had to guess the price", () => {
    const heard = nothingHeard();
    const share = { mystery: { inputTokens: 1, outputTokens: 1, costUSD: 3, costBasis: "unknown" } };
    const line = { type: "result", subtype: "success", result: "done", num_turns: 1 };
    translateStream(JSON.stringify({ ...line, model_usage_since_last_result: share }), heard);
    expect(claudeVerdict(heard, { code: 0 }, false).usage).toEqual({
      inputTokens: 1,
      outputTokens: 1,
      models: [{ model: "mystery", inputTokens: 1, outputTokens: 1 }],
    });
  });
});

it.each(["-1", "1e999", '"3"', "null", "1e300"])(
  "B14: is not known when the CLI says that it cost %s dollars",
  (cost) => {
    const heard = nothingHeard();
    const share = `{"mystery":{"inputTokens":1,"outputTokens":1,"costUSD":${cost}}}`;
    const line = `{"type":"result","subtype":"success","result":"done","num_turns":1,"model_usage_since_last_result":${share}}`;
    translateStream(line, heard);
    expect(claudeVerdict(heard, { code: 0 }, false)).toMatchObject({ stopReason: "end_turn" });
    expect(claudeVerdict(heard, { code: 0 }, false).usage.micros).toBeUndefined();
  },
);

it("B12: is unparsable, and not priced at nothing, wherever its result was cut off", () => {
  const whole = linesOf("text-stream").at(-1) ?? "";
  for (let end = 1; end < whole.length; end++) {
    const heard = nothingHeard();
    translateStream(whole.slice(0, end), heard);
    const { stopReason, cause, usage } = claudeVerdict(heard, { code: 0 }, false);
    expect({ stopReason, cause, usage }).toEqual({
      stopReason: "error",
      cause: "unparsable",
      usage: { inputTokens: 0, outputTokens: 0 },
    });
  }
});

it("passes on when a subscription's limit ends", () => {
  const heard = nothingHeard();
  const info = { status: "rejected", resetsAt: 1_795_306_820, rateLimitType: "five_hour" };
  translateStream(JSON.stringify({ type: "rate_limit_event", rate_limit_info: info }), heard);
  const failed = {
    type: "result",
    subtype: "success",
    is_error: true,
    api_error_status: 429,
    result: "hit your limit",
  };
  translateStream(JSON.stringify(failed), heard);
  expect(claudeVerdict(heard, { code: 1 }, false)).toMatchObject({ cause: "rate_limit", retryAt: 1_795_306_820_000 });
});

it("makes nothing of lines it does not know", () => {
  const heard = nothingHeard();
  const lines = [
    '{"type":"command_lifecycle"}',
    '{"type":"system"}',
    "null",
    "[]",
    '"x"',
    '{"type":"assistant","message":7}',
  ];
  expect(lines.flatMap((line) => translateStream(line, heard))).toEqual([]);
  expect(heard).toEqual(nothingHeard());
});

it.each(RECORDINGS)("reads the recording $name to an end with a reason", ({ name }) => {
  const { result } = play(name);
  expect(result.text).not.toBe("");
  expect(result.stopReason === "end_turn" || result.cause !== undefined).toBe(true);
});
