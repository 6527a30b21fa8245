import { expect, it } from "vitest";
import { type Said, translateOutput } from "../../src/backends/command-lines.ts";
import { NOTHING_USED } from "../../src/backends/nothing-used.ts";

function told(...lines: readonly string[]) {
  const said: Said = { text: "", usage: NOTHING_USED };
  const events = lines.flatMap((text) => translateOutput({ text }, said));
  return { said, events };
}

it.for([
  "plain words",
  "{ not json",
  '{"type":"other","text":"x"}',
  '{"type":"message"}',
  '{"type":"result","item":"perfect"}',
  "[1]",
  "null",
  '"text"',
  '{"level":"info"}',
])("a line that is no event of ours is a message: %s", (line) => {
  expect(told(line)).toEqual({ events: [{ type: "message", text: line }], said: { text: line, usage: NOTHING_USED } });
});

it("a line that is nested without end is a message, and nobody ends of it (S19)", () => {
  const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
  const { events } = told(`{"type":"tool_call","id":"1","name":"read","input":${deep}}`);
  expect(events.map(({ type }) => type)).toEqual(["message"]);
});

it("an empty line is nothing", () => {
  expect(told("", "  \t").events).toEqual([]);
});

it("events are told as they are, and without what we do not know", () => {
  const call = { type: "tool_call", id: "1", name: "read", input: { path: "a" } };
  const result = { type: "tool_result", id: "1", ok: true };
  const { events } = told(
    ...[{ ...call, secret: 1 }, result, { ...result, output: "a" }].map((one) => JSON.stringify(one)),
  );
  expect(events).toEqual([call, result, { ...result, output: "a" }]);
});

it("a usage may name its model, to which it is charged", () => {
  const usage = { inputTokens: 3, outputTokens: 1, micros: 7 };
  expect(told(JSON.stringify({ type: "usage", usage: { ...usage, model: "mine" } })).said.usage).toEqual({
    ...usage,
    models: [{ model: "mine", ...usage }],
  });
});

it("the last result counts, and its usage with it", () => {
  const { said, events } = told(
    '{"type":"result","item":"progress","reason":"half"}',
    ' {"type":"result","item":"done","reason":"whole","usage":{"inputTokens":3,"micros":7}}',
    "bye",
  );
  const usage = { inputTokens: 3, outputTokens: 0, micros: 7 };
  expect(said).toEqual({ text: "bye", usage, stated: { item: "done", reason: "whole" }, result: "whole" });
  expect(events).toEqual([
    { type: "usage", usage },
    { type: "message", text: "bye" },
  ]);
});

it("what a result waits for is told with it", () => {
  const { said } = told(
    '{"type":"result","item":"waiting","reason":"x","waiting_for":"pr o/r#1 merged; until 2026-12-01"}',
  );
  expect(said.stated?.waitingFor).toEqual(["pr o/r#1 merged", "until 2026-12-01"]);
});

it.for(['{"inputTokens":-1}', '{"micros":0.5}', '{"inputTokens":"many"}'])(
  "usage that is none is a message: %s",
  (usage) => {
    const { said, events } = told(`{"type":"usage","usage":${usage}}`);
    expect(said.usage).toEqual(NOTHING_USED);
    expect(events).toMatchObject([{ type: "message" }]);
  },
);

it("a notes block that was said before the result is not lost to it", () => {
  const block = "```midwatch\nitem: done\nreason: so\n```";
  const { said } = told(
    JSON.stringify({ type: "message", text: block }),
    '{"type":"message","text":"bye"}',
    '{"type":"result","item":"done","reason":"whole"}',
  );
  expect(said).toMatchObject({ text: "bye", result: "whole", notes: block });
});
