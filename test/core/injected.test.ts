import { describe, expect, it } from "vitest";
import { AcpTurns } from "../../src/backends/acp/translate.ts";
import { nothingHeard, translateStream } from "../../src/backends/claude-code/translate.ts";
import { claudeVerdict } from "../../src/backends/claude-code/verdict.ts";
import { translateRow as gptme, nothingHeard as nothingOfGptme } from "../../src/backends/gptme/translate.ts";
import { gptmeVerdict } from "../../src/backends/gptme/verdict.ts";
import { describeEvent } from "../../src/cli/views/narrator.ts";
import type { BackendEvent } from "../../src/core/contracts/backend.ts";
import type { MidwatchEvent } from "../../src/core/contracts/events.ts";
import { readNotes } from "../../src/core/notes/notes.ts";
import { checkedRun } from "../../src/core/parts/checked-run.ts";
import { endsInjected, withoutInjected } from "../../src/core/text/injected.ts";

const REMINDER = "<system-reminder>\nAs you answer, use the following context:\n\nBe short.\n</system-reminder>";

describe("what a backend injects is not what its agent says (O14)", () => {
  it.each([
    ["a reminder", REMINDER],
    ["a reminder in another spelling", "<System-Reminder>be short</System-Reminder>"],
    ["two of them", `${REMINDER}\n\n${REMINDER}\n`],
    [
      "a command and its output",
      "<command-name>/init</command-name>\n  <command-message>init</command-message>\n<command-args></command-args><local-command-stdout>ok</local-command-stdout>",
    ],
    ["gptme's word to its model", "<system>No tool call detected in last message.</system>"],
    ["one that nothing closes", "<system-reminder>\nAs you answer, use the following context:\n"],
    ["one behind another", `${REMINDER}<system-reminder>and`],
    ["one within another", "<system-reminder>a<system-reminder>b</system-reminder>c</system-reminder>"],
    ["one with code in it", "<system-reminder>\n```sh\nls\n</system-reminder>"],
    ["an end alone", "</system-reminder>"],
  ])("is nothing when it is only %s", (_, text) => {
    expect(withoutInjected(text)).toBe("");
  });

  it.each([
    ["before it", `I look.\n${REMINDER}`, "I look."],
    ["behind it", `${REMINDER}\nI look.`, "I look."],
    ["on both sides", `I look.${REMINDER} And see.`, "I look. And see."],
    [
      "in a block behind one that nothing closes",
      "<system-reminder>\nBe short.\n```midwatch\nitem: done\n```",
      "```midwatch\nitem: done\n```",
    ],
  ])("leaves what is said %s", (_, text, own) => {
    expect(withoutInjected(text)).toBe(own);
  });

  it.each([
    ["in a block of code", `The file says:\n\`\`\`\n${REMINDER}\n\`\`\`\nSo I left it.`],
    ["in a longer block of code", `~~~~\n~~~\n${REMINDER}\n~~~\n~~~~`],
    ["between backticks", "The tag `<system-reminder>` is Claude's."],
    ["in a sentence, when nothing closes it", "The tag <system-reminder> is Claude's."],
    ["in a sentence, when it means something else", "An SVG may have <system>a</system> in it."],
    ["as something else", "<summary>It works.</summary>\n<div>\n<commands>"],
  ])("leaves what is quoted %s", (_, text) => {
    expect(withoutInjected(text)).toBe(text);
  });

  it("goes on in another piece when nothing has closed it", () => {
    expect(endsInjected("I look.\n<system-reminder>\nBe")).toBe(true);
    expect(endsInjected(REMINDER)).toBe(false);
    expect(endsInjected("I look.")).toBe(false);
  });
});

const spoken = (text: string) => JSON.stringify({ type: "assistant", message: { content: [{ type: "text", text }] } });
const ended = (result: string) => ({ type: "result", subtype: "success", is_error: false, num_turns: 1, result });

describe("each backend (O14)", () => {
  it("Claude Code: no message, no answer", () => {
    const heard = nothingHeard();
    expect(translateStream(spoken(REMINDER), heard)).toEqual([]);
    expect(translateStream(spoken(`${REMINDER}\nI look.`), heard)).toEqual([{ type: "message", text: "I look." }]);
    translateStream(JSON.stringify(ended(REMINDER)), heard);
    expect(claudeVerdict(heard, { code: 0 }, false)).toMatchObject({ cause: "empty" });
  });

  it("Claude Code: no error", () => {
    const heard = nothingHeard();
    const error = {
      ...ended(""),
      subtype: "error_during_execution",
      is_error: true,
      errors: [`${REMINDER}\nIt broke.`],
    };
    translateStream(JSON.stringify(error), heard);
    expect(claudeVerdict(heard, { code: 1 }, false).text).toBe("It broke.");
  });

  it("gptme: no message, and what was said before is its last word", () => {
    const row = { role: "assistant", content: REMINDER } as const;
    const events = gptme(JSON.stringify(row), nothingOfGptme(), () => undefined);
    expect(events.map(({ type }) => type)).toEqual(["usage"]);
    const rows = [{ role: "assistant", content: "I am done." } as const, row];
    expect(gptmeVerdict(rows, {}, { code: 0 }).text).toBe("I am done.");
  });

  it("an agent of the protocol: no message, however it is cut into pieces", () => {
    const heard = new AcpTurns();
    const pieces = `I look.\n${REMINDER}\nI see.\n`
      .split("")
      .flatMap((text) => heard.hear({ sessionUpdate: "agent_message_chunk", content: { type: "text", text } }));
    expect([...pieces, ...heard.flush()]).toEqual([
      { type: "message", text: "I look." },
      { type: "message", text: "I see." },
    ]);
    expect(heard.words).toBe("I look.\n\nI see.");
  });

  it("any other, a plugin's too", async () => {
    async function* run(): AsyncIterable<BackendEvent> {
      yield { type: "message", text: REMINDER };
      yield { type: "message", text: `I look.\n${REMINDER}` };
      const stated = { item: "done", reason: `It works.\n${REMINDER}` } as const;
      const usage = { inputTokens: 0, outputTokens: 0 };
      yield { type: "finished", result: { stopReason: "end_turn", text: REMINDER, stated, usage } };
    }
    const events: BackendEvent[] = [];
    for await (const event of checkedRun(run, "the backend")) events.push(event);
    expect(events).toMatchObject([
      { type: "message", text: "I look." },
      { type: "finished", result: { text: "", stated: { item: "done", reason: "It works." } } },
    ]);
  });

  it("notes: no reason, no observation", () => {
    const block = `\`\`\`midwatch\nitem: done\n${REMINDER}\nreason: It works. <system-note>a</system-note>\n\`\`\``;
    expect(readNotes(block)).toEqual({ item: "done", reason: "It works." });
  });

  it("is no line for a person", () => {
    const data = { type: "message", text: REMINDER };
    expect(
      describeEvent({ type: "backend", at: 0, session: "s", agent: "ann", data } as MidwatchEvent),
    ).toBeUndefined();
  });
});
