import { describe, expect, it } from "vitest";
import { argumentsOf, readCalls } from "../../../src/backends/ollama/calls.ts";

const TOOLS = ["read", "write", "done"];
const fenced = (word: string, body: string) => `Let me see.\n\n\`\`\`${word}\n${body}\n\`\`\`\nThen more.`;
const READ = { name: "read", input: { path: "a.md" } };

describe("calls written as text", () => {
  it.each([
    ["as asked", fenced("tool", '{"name": "read", "arguments": {"path": "a.md"}}')],
    ["as JSON", fenced("json", '{"name": "read", "parameters": {"path": "a.md"}}')],
    ["flat", fenced("tool", '{"tool": "read", "path": "a.md"}')],
    ["as the API has them", fenced("", '{"function": {"name": "read", "arguments": "{\\"path\\": \\"a.md\\"}"}}')],
    ["with single quotes and a comma too many", fenced("tool", "{'name': 'read', 'arguments': {'path': 'a.md',},}")],
    ["in tags", '<tool_call>\n{"name": "read", "arguments": {"path": "a.md"}}\n</tool_call>'],
    ["in a tag that does not end", '<tool_call>{"name": "read", "arguments": {"path": "a.md"}}'],
    ["in a fence that does not end", '```tool\n{"name": "read", "arguments": {"path": "a.md"}}'],
    ["in a longer fence", '~~~~tool\n{"name": "read", "arguments": {"path": "a.md"}}\n~~~~'],
    ["bare", '{"name": "read", "arguments": {"path": "a.md"}}'],
    ["in a list", '[{"name": "read", "arguments": {"path": "a.md"}}]'],
  ])("are read %s", (_, text) => {
    expect(readCalls(text, TOOLS)).toEqual([READ]);
  });

  it("are read in their order", () => {
    const two = `${fenced("tool", '{"name": "read", "path": "a.md"}')}\n<tool>{"name": "done", "item": "done"}</tool>`;
    expect(readCalls(two, TOOLS).map(({ name }) => name)).toEqual(["read", "done"]);
  });

  it("keep the line breaks and tabs that a model forgot to escape", () => {
    const text = fenced("tool", '{"name": "write", "arguments": {"path": "a", "content": "one\n\ttwo \\"2\\"\n"}}');
    expect(readCalls(text, TOOLS)).toEqual([{ name: "write", input: { path: "a", content: 'one\n\ttwo "2"\n' } }]);
  });

  it("come with their problem when they are marked as calls and are none", () => {
    expect(readCalls(fenced("tool", "read a.md, please"), TOOLS)).toMatchObject([{ problem: expect.any(String) }]);
    expect(readCalls(fenced("tool", '{"name": "fly", "arguments": {}}'), TOOLS)).toMatchObject([{ name: "fly" }]);
  });

  it.each([
    ["the notes block", fenced("midwatch", "item: done\nreason: it is")],
    ["somebody's data", fenced("json", '{"name": "fly", "arguments": {}}')],
    ["a workflow", fenced("yaml", "name: read\non: push")],
    ["a program", fenced("js", "{ read() }")],
    ["words", "I read a.md: it says {nothing}."],
    ["nothing", ""],
  ])("are not found in %s", (_, text) => {
    expect(readCalls(text, TOOLS)).toEqual([]);
  });
});

describe("a call's arguments", () => {
  it("may come as their text, and say when that is no object", () => {
    expect(argumentsOf('{"path": "a.md"}')).toEqual({ input: { path: "a.md" } });
    expect(argumentsOf("")).toEqual({ input: {} });
    expect(argumentsOf('{"path": "a.m')).toMatchObject({ problem: expect.any(String) });
    expect(argumentsOf("[1]")).toMatchObject({ problem: expect.any(String) });
  });
});
