import { describe, expect, it } from "vitest";
import { chargedRows } from "../../../src/backends/gptme/charged.ts";
import type { LoggedConversation } from "../../../src/backends/gptme/log.ts";
import { parseCompaction, parseTotals, type Row } from "../../../src/backends/gptme/rows.ts";
import { usageOf } from "../../../src/backends/gptme/usage.ts";

const usage = { input_tokens: 600, cache_read_tokens: 400, output_tokens: 50 };
const answer = (at: string): Row => ({
  role: "assistant",
  content: "",
  timestamp: `2026-11-20T10:00:0${at}`,
  metadata: { model: "openai/m", usage },
});
const conversation = (...rows: readonly Row[]): LoggedConversation => ({ rows, compactions: [] });
const totals = (requests: number, more: object = {}) =>
  parseTotals(
    JSON.stringify({
      session_id: "/home/gptme-logs/run",
      total_cost: 0,
      total_input_tokens: 600 * requests,
      total_output_tokens: 50 * requests,
      cache_read_tokens: 400 * requests,
      cache_creation_tokens: 0,
      ...more,
    }),
  );
const tokens = (...of: Parameters<typeof chargedRows>) => {
  const { inputTokens, outputTokens, micros } = usageOf(chargedRows(...of), () => ({ input: 2, output: 10 }));
  return { inputTokens, outputTokens, micros };
};
const times = (requests: number) => ({
  inputTokens: 1000 * requests,
  outputTokens: 50 * requests,
  micros: 2500 * requests,
});

describe("what a run of gptme is charged", () => {
  it("is every answer once, also where its log goes on in a copy of itself", () => {
    const own = conversation(answer("1"), answer("2"));
    const copy = conversation(answer("1"), answer("2"), answer("3"));
    expect(tokens({ own, others: [copy] })).toEqual(times(3));
  });

  it("is what its own agents have asked, too", () => {
    expect(tokens({ own: conversation(answer("1")), others: [conversation(answer("2"))] })).toEqual(times(2));
  });

  it("is what gptme says of its requests at its end, where some have left no message", () => {
    const own = conversation(answer("1"), answer("2"));
    expect(tokens({ own, others: [conversation(answer("3"))], totals: totals(4) })).toEqual(times(5));
  });

  it("is never less than its log says", () => {
    expect(tokens({ own: conversation(answer("1"), answer("2")), others: [], totals: totals(1) })).toEqual(times(2));
    expect(tokens({ own: conversation(answer("1")), others: [], totals: undefined })).toEqual(times(1));
  });

  it("is a compaction of the provider's as well, which is in no message and in no total", () => {
    const event = { method: "native", tokens: { before_estimated: 90_000, after_estimated: 20_000 } };
    const compactions = [parseCompaction(JSON.stringify(event)) ?? never()];
    const own = { ...conversation(answer("1")), compactions };
    expect(tokens({ own, others: [], totals: totals(1) })).toMatchObject({ inputTokens: 91_000, outputTokens: 1074 });
    expect(parseCompaction(JSON.stringify({ ...event, method: "summarize" }))).toBeUndefined();
  });

  it("is priced by the model of the conversation", () => {
    const [, rest] = chargedRows({ own: conversation(answer("1")), others: [], totals: totals(2) });
    expect(rest?.metadata).toEqual({ model: "openai/m", usage: { ...usage, cache_creation_tokens: 0 } });
  });
});

function never(): never {
  throw new Error("it is one");
}
