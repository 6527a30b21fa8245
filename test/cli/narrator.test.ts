import { describe, expect, it } from "vitest";
import { describeEvent } from "../../src/cli/views/narrator.ts";
import { callInWords } from "../../src/cli/views/told-call.ts";
import type { BackendEvent } from "../../src/core/contracts/backend.ts";
import type { MidwatchEvent } from "../../src/core/contracts/events.ts";

const line = (data: BackendEvent) =>
  describeEvent({ type: "backend", at: 0, session: "s", agent: "ann", data } as MidwatchEvent)?.trim();

describe("what a person is told of a run (O9)", () => {
  it.each([
    ["write", { path: "notes/hello.md", content: "hello" }, "write notes/hello.md"],
    ["Read", { file_path: "/clone/a.txt", limit: 3 }, "Read /clone/a.txt"],
    ["run", { command: "npm test\nnpm run lint" }, "run npm test\nnpm run lint"],
    ["search", { pattern: "TODO" }, "search TODO"],
    ["list", {}, "list"],
    ["shell", "ls -la", "shell ls -la"],
    ["anything", undefined, "anything"],
  ])("is a call of %s, in a few words", (name, input, words) => {
    expect(callInWords(name, input)).toBe(words);
  });

  it("is one line for a call", () => {
    expect(line({ type: "tool_call", id: "1", name: "run", input: { command: "npm test\nnpm run lint" } })).toBe(
      "› run npm test",
    );
  });

  it("is never the edge of a block", () => {
    expect(line({ type: "message", text: "```json" })).toBeUndefined();
    expect(line({ type: "message", text: "```json\n{}\n```\n" })).toBe("· {}");
    expect(line({ type: "message", text: "I look.\n```sh\nls\n```" })).toBe("· I look.");
  });
});
