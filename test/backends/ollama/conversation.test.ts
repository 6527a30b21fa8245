import { describe, expect, it } from "vitest";
import { Conversation } from "../../../src/backends/ollama/conversation.ts";

const result = (text: string) => ({
  reply: {
    role: "assistant",
    content: "",
    thinking: "hm",
    tool_calls: [{ function: { name: "read", arguments: {} } }],
  },
  answers: [{ role: "tool", tool_name: "read", content: text }],
});
const question = { reply: { role: "assistant", content: "Well" }, answers: [{ role: "user", content: "Go on." }] };

/** The instructions, the item, and results of so many characters each. */
function conversation(room: number, ...lengths: readonly number[]): Conversation {
  const made = new Conversation("The instructions", "The item", { room, extra: 0 });
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

  it("does not fit when the item alone is too long", () => {
    const made = new Conversation("The instructions", "x".repeat(10_000), { room: 1000, extra: 0 });
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
