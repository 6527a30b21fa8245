import { describe, expect, it } from "vitest";
import { answerIn, askedOf, ownWords, refusalOf } from "../../../src/core/answer/answer.ts";
import { answered } from "../../../src/core/answer/answered.ts";
import { markOf } from "../../../src/core/answer/mark.ts";
import type { Selected } from "../../../src/core/contracts/session.ts";
import { NOTES_REQUEST, readNotes } from "../../../src/core/notes/notes.ts";
import { reportOf } from "../../../src/core/notes/report.ts";
import { buildPrompt } from "../../../src/core/run/prompt.ts";

const ID = "019a0000-0000-7000-8000-000000000001";
const OLD = "```midwatch\nitem: done\nreason: the proxy was restarted by hand\n```";
const BRIEF = [
  "# Brief",
  "2026-11-22 10:00 UTC, Look at the mail: done, all read",
  "2026-11-23 10:00 UTC, Tidy the notes: done, the notes are in one folder now",
  "Its last message, and another's:",
  "```midwatch\nitem: done\nreason: read\n```",
  OLD,
  "- The proxy cuts every push off after a minute",
].join("\n");
const item = {
  source: "queue",
  id: "a",
  title: "Write notes/hello.md",
  body: "One line that greets whoever reads it.",
};
const agent = { name: "ann", instructions: "You keep the notes of this house." };
const PROMPT = buildPrompt({ id: ID, agent, item } as unknown as Selected, BRIEF);
const ASKED = askedOf(ID, PROMPT);
const MARK = markOf(ID);
const SAMPLE = /```midwatch\n[\s\S]*?```/.exec(NOTES_REQUEST)?.[0] ?? "";

const block = (...lines: string[]) => `\`\`\`midwatch\n${lines.join("\n")}\n\`\`\``;
const marked = (...lines: string[]) => block(`mark: ${MARK}`, ...lines);

describe("the prompt", () => {
  it("O12: has a sample that says nothing of any item", () => {
    expect(SAMPLE).toContain("item:");
    expect(readNotes(SAMPLE)).toBeUndefined();
    expect(readNotes(PROMPT.replace(BRIEF, ""))).toBeUndefined();
  });

  it("O12: has the session's mark at its very end, and nowhere else", () => {
    expect(PROMPT.endsWith(MARK)).toBe(true);
    expect(PROMPT.split(MARK)).toHaveLength(2);
    expect(markOf(`${ID}2`)).not.toBe(MARK);
  });
});

describe("an answer", () => {
  it.for([
    ["the whole prompt", PROMPT],
    ["the whole prompt after a word of its own", `Sure!\n\n${PROMPT}`],
    ["the sample", SAMPLE],
    ["the sample, quoted", SAMPLE.replaceAll(/^/gm, "> ")],
    ["the sample in tildes", SAMPLE.replaceAll("```", "~~~")],
    ["the sample in capitals", SAMPLE.toUpperCase()],
    ["the sample with done typed in", SAMPLE.replace(/item: .*/, "item: done")],
    ["the sample with done and the mark typed in", marked("item: done", "reason: <one sentence of your own>")],
    ["the sample of older prompts", block("item: done", "reason: one sentence  # what was done; or waiting for what")],
    ["a block of an older session in the brief", OLD],
    ["a short one of them", block("item: done", "reason: read")],
    ["that block with the mark", marked("item: done", "reason: the proxy was restarted by hand")],
    ["that block with another state", block("item: blocked", "reason: The proxy was restarted by hand.")],
    ["that block in tildes and capitals", OLD.replaceAll("```", "~~~").toUpperCase()],
    ["that block as JSON", block('{"item": "done", "reason": "the proxy was restarted by hand"}')],
    ["what the brief tells of an older session", marked("item: done", "reason: the notes are in one folder now")],
    ["its instructions as a reason", marked("item: done", "reason: You keep the notes of this house.")],
    ["its item as a reason", marked("item: done", "reason: One line that greets whoever reads it")],
    ["all the words there are for an item", marked("item: done | progress | blocked", "reason: I wrote it")],
    ["two of them", marked("item: done or progress", "reason: I wrote it")],
    ["its mark as a reason", block("item: done", `reason: ${MARK}`)],
    ["a block with another session's mark", block(`mark: ${markOf("other")}`, "item: done", "reason: I wrote it")],
    [
      "blocks without a mark that disagree",
      `${block("item: done", "reason: x y")}\n${block("item: blocked", "reason: z")}`,
    ],
  ] as const)("O2: is not %s", ([, text]) => {
    expect(answerIn(text, ASKED)).toMatchObject({ kind: "refused" });
    expect(answered({ stopReason: "end_turn", text, usage: NOTHING }, ASKED, false)).toMatchObject({
      unanswered: expect.any(String) as string,
      text: expect.not.stringMatching(/```midwatch|keep the notes/) as string,
    });
  });

  it.for([
    ["a block with the mark", marked("item: done", "reason: hello.md greets them")],
    ["one in capitals", marked("item: done", "reason: hello.md greets them").replace(MARK, MARK.toUpperCase())],
    ["one with the mark in quotes", marked("item: done", "reason: it greets").replace(MARK, `"${MARK}"`)],
    ["a short reason that somebody has given before", marked("item: done", "reason: all read")],
    ["a lone block without a mark", block("item: done", "reason: hello.md greets them")],
    ["a lone block without a reason", block("item: done")],
    [
      "a lone block that kept the mark's stand-in",
      SAMPLE.replace(/item: .*/, "item: done").replace(/reason: .*/, "reason: hello.md is there"),
    ],
    ["brackets that were left around it", marked("item: <done>", "reason: <hello.md is there>")],
    ["the last of two that agree", `${block("item: done", "reason: x")}\n${block("item: done", "reason: y")}`],
    ["a block after the whole prompt", `${PROMPT}\n\n${marked("item: done", "reason: hello.md is there")}`],
    ["a block after one that was quoted", `${OLD}\n\n${block("item: done", "reason: hello.md is there")}`],
    ["a good one before the sample", `${marked("item: done", "reason: hello.md is there")}\n\n${SAMPLE}`],
  ] as const)("is %s", ([, text]) => {
    expect(answerIn(text, ASKED)).toMatchObject({ kind: "given", stated: { item: "done" } });
  });

  it("is none in words without a block", () => {
    expect(answerIn("I wrote it.", ASKED)).toEqual({ kind: "none" });
  });
});

const NOTHING = { inputTokens: 0, outputTokens: 0 };

describe("what a run has said", () => {
  it("O2: notices nothing that stands in its brief, and takes no stand-in for a lesson", () => {
    const lists = [
      "observations: [The proxy cuts every push off after a minute, The disk holds two terabytes]",
      "lessons: [{rule: <one or two sentences>, keywords: [x]}, {rule: Push twice when the proxy is slow}," +
        " {rule: The proxy cuts every push off after a minute, keywords: [slow line]}]",
      "threads: [{title: proxy, note: <sentence>}]",
      "assumed: [one phrase each, the year is 2026]",
    ];
    const result = answered(
      { stopReason: "end_turn", text: marked("item: done", "reason: it greets", ...lists), usage: NOTHING },
      ASKED,
      false,
    );
    expect(result.text).not.toMatch(/\[The proxy|one or two sentences|title: proxy|one phrase/);
    expect(result.text).toMatch(/two terabytes[\s\S]*Push twice[\s\S]*slow line[\s\S]*year is 2026/);
  });

  it("O12: has none of its prompt's lines in it, and says how many were left out", () => {
    const words = ownWords(`I wrote it.\n\n${PROMPT}\n\nIt greets.`, ASKED);
    expect(words).toMatch(/^I wrote it\.\n+It greets\.\n\n\(\d\d lines of its prompt that it says back: left out\)$/);
  });

  it("keeps what is its own, to the letter", () => {
    const own = "I wrote `notes/hello.md`:\n\n    - hello\n\n\n| a | b |\n\nIt is done.";
    expect(ownWords(own, ASKED)).toBe(own);
  });

  it("what a run has said of a program that its owner has written, is what its result says", () => {
    const stated = { item: "done", reason: "the notes are in one folder now" } as const;
    const run = { stopReason: "end_turn", text: stated.reason, stated, usage: NOTHING } as const;
    expect(answered(run, ASKED, true)).toEqual(run);
    expect(answered(run, ASKED, false).unanswered).toMatch(/word for word/);
  });

  it("what a run has said of such a program, keeps what it noticed though it gives the same reason every time", () => {
    const reason = "the notes are in one folder now";
    const notes = block("item: done", `reason: ${reason}`, "observations: [The folder is full]");
    const run = { stopReason: "end_turn", text: notes, stated: { item: "done", reason }, usage: NOTHING } as const;
    expect(answered(run, ASKED, true).text).toContain("The folder is full");
    expect(answered({ ...run, text: OLD }, ASKED, true).text).not.toContain("midwatch");
    expect(answered(run, ASKED, false).text).not.toContain("The folder is full");
  });
});

it.for(["did it", "hello.md greets them", "", "done", "fixed: the note", "我写好了"])(
  "%j can be a reason",
  (reason) => {
    expect(refusalOf(reason, ASKED)).toBeUndefined();
  },
);

it.for(["```midwatch", "~~~", "one sentence", "<one sentence of your own>"])("O2: %j is no reason", (reason) => {
  expect(refusalOf(reason, ASKED)).toMatch(/is in its prompt|stand-in/);
});

it("O2: a session is told of by no fence, where it gave no reason", () => {
  const text = "```midwatch\nitem: done\nreason:\n```";
  expect(reportOf({ stopReason: "end_turn", text, usage: NOTHING }, [])).toEqual({
    state: "done",
    reason: "it gave no reason",
  });
});

it("the error that an earlier session failed of, and that the brief tells, is still why this one failed", () => {
  const text = "The proxy cuts every push off after a minute";
  const run = { stopReason: "error", cause: "api_error", text, usage: NOTHING } as const;
  expect(answered(run, ASKED, false).text).toBe(text);
});
