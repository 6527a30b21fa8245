import { expect, it } from "vitest";
import { readAssumed } from "../../src/core/notes/assumed.ts";
import { NOTES_REQUEST } from "../../src/core/notes/notes.ts";

const block = (lines: string) => `Done.\n\n\`\`\`midwatch\nitem: done\nreason: x\n${lines}\n\`\`\`\n`;

it.for([
  ["assumed: [the year starts in July, the disk is large]", ["the year starts in July", "the disk is large"]],
  ["assumed:\n  - one\n  - two", ["one", "two"]],
  ["assumed: that nobody minds", ["that nobody minds"]],
  ["assumptions: [one]", ["one"]],
  ["assumed: none", []],
  ["assumed: []", []],
  ["assumed:", []],
  ["assumed: [1, {a: b}, ok]", ["ok"]],
  ["assumed: [a, b, c, d, e, f, g]", ["a", "b", "c", "d", "e"]],
  ["", []],
] as const)("a run that writes %j has assumed %j", ([lines, assumed]) => {
  expect(readAssumed(block(lines))).toEqual(assumed);
});

it("one that fills in nothing has assumed nothing", () => {
  expect(readAssumed(NOTES_REQUEST)).toEqual([]);
  expect(readAssumed("All is well.")).toEqual([]);
});

it("what it says is one line, and no longer than a line", () => {
  const [said = ""] = readAssumed(block(`assumed:\n  - "a\\u001b[31m red\\n  one ${"x".repeat(2000)}"`));
  expect(said).toMatch(/^a red one x+ … \(\d+ more characters\) … x+$/);
});
