import { expect, it } from "vitest";
import { nearestTo, thereAre } from "../../src/core/text/nearest.ts";

const KNOWN = ["command", "claude-code", "ollama", "gptme", "acp"];

it.each([
  ["olama", "ollama"],
  ["gtpme", "gptme"],
  ["claud", "claude-code"],
  ["Claude", "claude-code"],
  ["c", undefined],
  ["nothing like it", undefined],
])("%j was probably meant as %j", (word, meant) => {
  expect(nearestTo(word, KNOWN)).toBe(meant);
});

it("a beginning that two words share says neither of them before the nearest", () => {
  expect(nearestTo("agent", ["agent-day", "agents"])).toBe("agents");
});

it("a word that nothing is near to is answered with those there are, and with none where there is none", () => {
  expect([thereAre("x", ["ada", "ben"]), thereAre("x", [])]).toEqual(["; there are: ada, ben", "; there are none"]);
});
