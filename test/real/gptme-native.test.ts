import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { assemble } from "../../src/assemble.ts";
import { NOTHING_USED } from "../../src/backends/nothing-used.ts";
import type { Ended } from "../../src/core/contracts/session.ts";
import { CONTAINMENT } from "../containment.ts";
import type { Answer } from "../mock/openai.ts";
import { COMPLETES, EDITS, gptmeFleet, shell, systemOf } from "./gptme.ts";

const SETTINGS = `
[agent]
name = "Alice"
[prompt]
files = ["ABOUT.md"]
context_cmd = "sh scripts/context.sh"
[lessons]
dirs = ["lessons"]
[[hooks.scripts]]
event = "session.start"
command = "echo began >> hook.txt"
`;
/** Git keeps no right to run from a file that a test writes. */
const CONTEXT = "#!/bin/sh\necho from-the-context-command\n";
const lesson = (title: string, keyword: string, body: string) =>
  `---\nmatch:\n  keywords: [${keyword}]\n---\n# ${title}\n\n${body}\n`;
const WORKSPACE = {
  "gptme.toml": SETTINGS,
  "ABOUT.md": "from-about\n",
  "scripts/context.sh": CONTEXT,
  "lessons/one.md": lesson("One", "a.txt", "from-lesson-one"),
};
describe("gptme in a workspace of its own", () => {
  it("is what it is there: its agent, its files, its context command and its hooks", async () => {
    const { run, remote, mock } = await gptmeFleet({ answers: [EDITS, COMPLETES], files: WORKSPACE });
    expect(await run()).toMatchObject({ outcome: { kind: "done" }, publication: { kind: "published" } });
    const [first] = mock.requests.map(systemOf);
    expect(first).toMatch(/You are Alice.*from-about.*from-the-context-command/);
    expect(remote.file("hook.txt")).toBe("began\n");
  });

  it("tells when its context command failed, and works on", async () => {
    const files = { ...WORKSPACE, "scripts/context.sh": "echo half; echo no-disk >&2; exit 3\n" };
    const { run, events } = await gptmeFleet({ answers: [EDITS, COMPLETES], files });
    expect(await run()).toMatchObject({ outcome: { kind: "done" } });
    expect(events).toContainEqual({
      type: "message",
      text: "(the context command of the workspace ended with 3: no-disk)",
    });
  });

  it("starts no command of its settings for an agent that may run none", async () => {
    const { run, remote, mock } = await gptmeFleet({
      answers: [COMPLETES],
      files: WORKSPACE,
      agent: "tools: [read, edit]",
    });
    await run();
    expect(systemOf(mock.requests[0] ?? never())).not.toContain("from-the-context-command");
    expect(remote.files()).not.toContain("hook.txt");
  });

  it.each([
    ["none of its servers, where none is declared", "tools: [read, edit, run]", false],
    ["none of its servers, native or not", "tools: [read, edit, run]", false, "native: false"],
    ["the server that is declared", "tools: [read, edit, run, mcp__notes]", true],
  ])("starts %s", async (_, agent, started, backend = "") => {
    const server = await readFile(join(import.meta.dirname, "mcp-server.mjs"), "utf8");
    const run = `command = ${JSON.stringify(process.execPath)}\nargs = ["server.mjs", "notes.txt"]`;
    const settings = `[mcp]\nenabled = true\n[[mcp.servers]]\nname = "notes"\n${run}\n`;
    const files = { "gptme.toml": settings, "server.mjs": server };
    const seen = `containment: { use: ${CONTAINMENT}, read: [${JSON.stringify(dirname(process.execPath))}] }`;
    const fleet = await gptmeFleet({ answers: [EDITS, COMPLETES], files, agent, backend, fleet: seen });
    expect(await fleet.run()).toMatchObject({ outcome: { kind: "done" } });
    expect(fleet.remote.files().includes("notes.txt")).toBe(started);
  });

  it("has its usual tools where none are declared, and none that reads the web", async () => {
    const { run, mock } = await gptmeFleet({ answers: [COMPLETES], files: WORKSPACE });
    await run();
    const told = systemOf(mock.requests[0] ?? never());
    expect(told).toContain("patch_many");
    expect(told).not.toMatch(/## (?:browser|mcp|memory)\b/);
  });

  it("cannot begin with a gptme.toml that is none, and says so", async () => {
    const { run, mock } = await gptmeFleet({ answers: [COMPLETES], files: { "gptme.toml": "[agent\nname=" } });
    const { outcome } = (await run()) as Ended;
    expect(outcome.kind).toBe("unfit");
    expect(outcome.reason).toContain("gptme.toml cannot be read, and gptme does not start with it: ");
    expect(mock.requests).toEqual([]);
  });

  it("is charged for every request when the conversation is trimmed in the middle", async () => {
    const long = shell("seq -f 'line %g of some words that are long' 1 1500");
    const { requests, asked, used } = await compacted([EDITS, long, shell("echo on"), COMPLETES], usage(1000));
    expect(asked.includes("Large tool output removed")).toBe(true);
    expect(used).toEqual(sumOf(requests, usage(1000)));
  });

  it("is charged for every request when the model has to sum the conversation up, and for that one", async () => {
    const { requests, asked, used } = await compacted(
      [EDITS, { text: "## Objective\nEdit a.txt" }, COMPLETES],
      usage(9000),
    );
    expect(asked.includes("produce a structured checkpoint")).toBe(true);
    expect(used).toEqual(sumOf(requests, usage(9000)));
  });
});

const usage = (prompt: number) => ({ prompt, completion: 100, cached: 400 });

const sumOf = (requests: number, { prompt, completion, cached }: ReturnType<typeof usage>) => ({
  inputTokens: requests * prompt,
  outputTokens: requests * completion,
  micros: requests * ((prompt - cached) * 2 + cached * 0.5 + completion * 10),
});

/** A session that has room for 8,000 tokens: all that the model was asked, and what was charged. */
async function compacted(answers: readonly Answer[], each: ReturnType<typeof usage>) {
  const { run, mock } = await gptmeFleet({
    answers: answers.map((answer) => ({ ...answer, usage: each })),
    files: { ...WORKSPACE, "gptme.toml": `${SETTINGS}[context]\nbudget = 8000\n` },
  });
  const { result } = (await run()) as Ended;
  const { inputTokens, outputTokens, micros } = result?.usage ?? NOTHING_USED;
  return {
    requests: mock.requests.length,
    asked: JSON.stringify(mock.requests),
    used: { inputTokens, outputTokens, micros },
  };
}

/** Numbers of the requests in which a text stands that was not in those before. */
const firstWith = (texts: readonly string[], text: string) => texts.findIndex((one) => one.includes(text));

describe("lessons in a native session", () => {
  it("come from gptme in the middle of it, once each, and count for what they bring", async () => {
    const later = lesson("Two", "zebra", "from-lesson-two");
    const bobs = `---\nmidwatch:\n  author: bob\nmatch:\n  keywords: [a.txt]\n---\n# Bobs\n\nfrom-lesson-bob\n`;
    const { folder, run, mock } = await gptmeFleet({
      answers: [shell("echo zebra"), EDITS, COMPLETES],
      files: { ...WORKSPACE, "lessons/two.md": later, "lessons/bob.md": bobs },
      fleet: "lessons: { share: none }",
    });
    await run();
    const requests = mock.requests.map(({ body }) => JSON.stringify(body.messages));
    const last = requests.at(-1) ?? "";
    expect(["from-lesson-one", "from-lesson-two"].map((text) => firstWith(requests, text))).toEqual([0, 1]);
    expect(
      ["from-lesson-one", "from-lesson-two", "from-lesson-bob"].map((text) => last.split(text).length - 1),
    ).toEqual([1, 1, 0]);
    expect(await usesIn(folder)).toEqual(["lessons/one.md", "lessons/two.md"]);
  });
});

async function usesIn(folder: string): Promise<readonly string[]> {
  const { fleet } = await assemble(folder, { PATH: process.env.PATH ?? "" });
  const uses = await fleet.ledger.lessons.uses();
  fleet.ledger.close();
  return uses.map(({ lesson }) => lesson).toSorted();
}

function never(): never {
  throw new Error("the model was not asked");
}
