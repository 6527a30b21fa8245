import { expect, it } from "vitest";
import { parseTask } from "../../plugins/workspace-tasks/task.ts";
import { parseFrontMatter } from "../../src/agents/front-matter.ts";
import {
  translateStream as claude,
  nothingHeard as nothingOfClaude,
} from "../../src/backends/claude-code/translate.ts";
import { claudeVerdict } from "../../src/backends/claude-code/verdict.ts";
import { translateOutput as command } from "../../src/backends/command-lines.ts";
import { callsIn } from "../../src/backends/gptme/calls.ts";
import { causeOfCode, causeOfRow } from "../../src/backends/gptme/causes.ts";
import { translateRow as gptme, nothingHeard as nothingOfGptme } from "../../src/backends/gptme/translate.ts";
import { gptmeVerdict } from "../../src/backends/gptme/verdict.ts";
import { readCalls } from "../../src/backends/ollama/calls.ts";
import { readNotes } from "../../src/core/notes/notes.ts";
import { endsInjected, withoutInjected } from "../../src/core/text/injected.ts";
import { plainText } from "../../src/core/text/plain-text.ts";
import { countersIn, countless, timeless } from "../../src/policies/guards/volatile.ts";
import { PROMPT_MS, workOf } from "../limits.ts";

const LONG = 64 * 1024;

/** What expressions stumble over: a beginning again and again, whose end never comes. */
const PIECES = [
  " ",
  "\t",
  "\n",
  "\r\n",
  "\n\n",
  "a",
  "1",
  "a1",
  "1a",
  "1 ",
  "1m",
  "12:",
  "1.",
  "-",
  "- ",
  "*_",
  "* ",
  "`",
  "```",
  "```a\n",
  "```midwatch",
  "```midwatch\n",
  "```save x",
  "```shell\n",
  "~~~",
  "{",
  "[",
  '"',
  '{"a":',
  "<",
  "<tool_call>",
  "<system>",
  "</system>",
  "<system-reminder>",
  "<system-reminder>\n```\n",
  "<system-reminder>a<system-reminder></system-reminder>",
  "<command-name ",
  "\u001b",
  "\u001b]",
  "\u001b]8;;",
  "\u009b",
  "2026-11-22T",
  "2026-11-22 12:",
  "Sun Nov ",
  "item: ",
  "reason",
  ":",
  "=",
  "_",
  "@",
  "@a/",
  "HTTP ",
  "Error ",
  "WARNING ",
  "WARNING  Verification failed ",
  "--model: ",
  "0123456789abcdef-",
  "abcdef0",
];

/** What makes a reader look closer. */
const HEADS = ["", "```", "```midwatch\n", "```tool\n", "<tool_call>", "WARNING ", '{"name": "read", "arguments": {'];

const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  "a task's file": (text) => parseTask("a.md", `---\n${text.slice(0, 16_000)}\n---\n`),
  "an agent's file": (text) => parseFrontMatter(`---\n${text.slice(0, 16_000)}\n---\n`, "a.md"),
  timeless,
  countersIn,
  countless: (text) => countless(text),
  plainText,
  readNotes,
  "what is injected": (text) => [withoutInjected(text), endsInjected(text)],
  command: (text) => command({ text }, { text: "", usage: { inputTokens: 0, outputTokens: 0 } }),
  "a local model's calls": (text) => readCalls(text, ["read", "run"]),
  "Claude Code's lines": (text) => claude(text, nothingOfClaude()),
  "Claude Code's failures": (text) => {
    const heard = nothingOfClaude();
    claude(JSON.stringify({ type: "result", subtype: "success", is_error: true, result: text }), heard);
    return claudeVerdict(heard, { code: 1 }, false);
  },
  "gptme's calls": callsIn,
  "gptme's lines": (text) => [
    gptme(text, nothingOfGptme(), () => undefined),
    gptme(JSON.stringify({ role: "system", content: text }), { ...nothingOfGptme(), open: ["1"] }, () => undefined),
  ],
  "gptme's failures": (text) => [
    causeOfCode(1, text),
    causeOfRow({ role: "system", content: `Error\n${text}` }),
    gptmeVerdict([{ role: "assistant", content: text }], { closed: text }, { code: 0 }),
  ],
};

const NESTED = [40, 2_000].flatMap((depth) => [
  "{".repeat(depth) + "}".repeat(depth),
  "[".repeat(depth) + "]".repeat(depth),
  '{"a": '.repeat(depth) + "}".repeat(depth),
  "? ".repeat(depth),
]);
const BODIES = [...PIECES.map((piece) => piece.repeat(LONG / piece.length)), ...NESTED];

it.for(Object.keys(READERS))("B22: no text an agent can write holds up what reads it: %s", (name) => {
  const texts = HEADS.flatMap((head) => BODIES.map((body) => head + body));
  const slow = texts.filter((text) => workOf(() => READERS[name]?.(text)) > PROMPT_MS);
  expect(slow.map((text) => text.slice(0, 40))).toEqual([]);
});
