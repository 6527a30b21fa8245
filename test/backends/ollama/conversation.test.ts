import { describe, expect, it } from "vitest";
import { Conversation, type Exchange } from "../../../src/backends/ollama/conversation.ts";

const result = (text: string): Exchange => ({
  reply: {
    role: "assistant",
    content: "",
    thinking: "hm",
    tool_calls: [{ function: { name: "read", arguments: {} } }],
  },
  answers: [{ role: "tool", tool_name: "read", content: text }],
});
const question: Exchange = {
  reply: { role: "assistant", content: "Well" },
  answers: [{ role: "user", content: "Go on." }],
};

/** The instructions, the item, and results of so many characters each. */
function conversation(room: number, ...lengths: readonly number[]): Conversation {
  const made = new Conversation("The instructions", "The item", { window: room, reply: 0, tools: 0 });
  for (const length of lengths) made.add(result("x".repeat(length)));
  return made;
}
const lengths = (made: Conversation) =>
  made.messages.filter(({ role }) => role === "tool").map(({ content }) => content.length);

describe("a conversation", () => {
  it("leaves out nothing as long as there is room", () => {
    const made = conversation(2000, 1000, 1000);
    expect([made.trim(), lengths(made)]).toEqual([undefined, [1000, 1000]]);
  });

  it("leaves out the oldest results first, and says so", () => {
    const made = conversation(1400, 1000, 1000, 1000, 1000);
    expect(made.trim()).toBe("Left out, to stay within the model's window: 2 old results");
    expect(Math.max(...lengths(made).slice(0, 2))).toBeLessThan(100);
    expect(lengths(made).slice(2)).toEqual([1000, 1000]);
  });

  it("leaves out the oldest exchanges when that is not enough, and tells the model", () => {
    const made = conversation(1000, ...Array.from({ length: 40 }, () => 200));
    expect(made.trim()).toMatch(/the \d+ oldest exchanges/);
    expect(made.messages[2]?.content).toMatch(/^\(Your first \d+ replies/);
    expect(made.fits).toBe(true);
  });

  it("shortens even the newest result when it is too long, and never the instructions and the item", () => {
    const made = conversation(1000, 100_000);
    expect(made.trim()).toContain("the middle of the newest results");
    expect(made.fits).toBe(true);
    expect(made.messages.slice(0, 2).map(({ content }) => content)).toEqual(["The instructions", "The item"]);
  });

  it("shortens even the last reply, what it says and what its calls say, when nothing else is left (O3)", () => {
    const made = conversation(1000);
    const input = { path: "a.md", content: "y".repeat(20_000) };
    const call = { function: { name: "write", arguments: input } };
    made.add({
      reply: { role: "assistant", content: "z".repeat(20_000), tool_calls: [call] },
      answers: question.answers,
    });
    expect(made.trim()).toContain("the middle of its last reply");
    expect(made.fits).toBe(true);
    expect(made.messages.at(-2)?.tool_calls?.[0]?.function.arguments.path).toBe("a.md");
  });

  it("counts the tools once, however the server counts (O3)", () => {
    const made = new Conversation("The instructions", "x".repeat(600), { window: 1600, reply: 400, tools: 1200 });
    const counted = made.size * 1.5;
    made.learn(counted);
    expect(made.size).toBeCloseTo(counted);
    expect(made.fits).toBe(true);
  });

  it("says what fills the window (O3)", () => {
    const made = new Conversation("x".repeat(260), "y".repeat(2960), { window: 1024, reply: 256, tools: 600 });
    expect(made.filling).toBe(
      "of the window's 1024 tokens a reply may take 256, and the rules and tools about 300, " +
        "the agent's instructions, brief and item about 1000, what was said since about 0",
    );
  });

  it("believes a server that refuses what we thought would fit: its count, and its window (O4)", () => {
    const made = conversation(4000, 1000, 1000, 1000);
    made.learnRefusal({ prompt: 5000, window: 2000 });
    expect(made.fits).toBe(false);
    made.trim();
    expect(made.size).toBeLessThan(1500);
    const uncounted = conversation(4000, 1000, 1000, 1000);
    uncounted.learnRefusal({});
    expect(uncounted.fits).toBe(false);
  });

  it("does not fit when the item alone is too long", () => {
    const made = new Conversation("The instructions", "x".repeat(10_000), { window: 1000, reply: 0, tools: 0 });
    expect([made.trim(), made.fits]).toEqual([undefined, false]);
  });

  it("counts as the server counts, once it has said so, and does not learn from a cache's count", () => {
    const made = conversation(1000, 1000);
    made.learn(1);
    expect(made.fits).toBe(true);
    made.learn(1500);
    expect(made.fits).toBe(false);
  });

  it("hands thoughts back only within a row of tool calls", () => {
    const made = conversation(10_000, 10);
    expect(made.messages.map(({ thinking }) => thinking)).toContain("hm");
    made.add(question);
    made.add(result("later"));
    expect(made.messages.map(({ thinking }) => thinking).filter(Boolean)).toEqual(["hm"]);
    expect(made.messages.at(-2)?.thinking).toBe("hm");
  });
});
