import { describe, expect, it } from "vitest";
import type { RunSaid } from "../../src/core/contracts/memory.ts";
import { notesIn } from "../../src/core/notes/notes.ts";
import { commandExtractor } from "../../src/memory/extractors/command.ts";
import { model } from "../../src/memory/extractors/model.ts";
import { inNotes } from "../../src/memory/extractors/notes.ts";
import { testHost } from "../../src/testing/index.ts";
import { signal } from "./memories.ts";
import { serving } from "./servers.ts";

const RUN: RunSaid = {
  agent: "ann",
  item: { source: "tasks", id: "t1", title: "Write the report" },
  outcome: { kind: "done", reason: "written" },
  text: "I wrote it.",
};
const SUMMARY = { kind: "summary", text: "Write the report: done, written", edges: [] };

const noted = (block: string) => {
  const notes = notesIn(`Done.\n\n\`\`\`midwatch\n${block}\n\`\`\`\n`);
  return inNotes({ ...RUN, ...(notes && { notes }) });
};

describe("the notes of a run", () => {
  it("say what it noticed, believes, leaves open and unsays, and how it is tied to the rest", () => {
    const block = `item: done
reason: written
observations:
  - The remote is slow
  - {text: It has one spare drive, about: [remote, disk]}
beliefs:
  - text: Reports are short
    contradicts: 1a2b3c4d-2
threads: [Who owns the report?]
fades:
  - {id: 1a2b3c4d-1, reason: it was mended}
  - "1a2b3c4d-3: it is gone"`;
    expect(noted(block)).toEqual({
      noticed: [
        { kind: "observation", text: "The remote is slow", edges: [] },
        {
          kind: "observation",
          text: "It has one spare drive",
          edges: [
            { type: "about", to: "remote" },
            { type: "about", to: "disk" },
          ],
        },
        { kind: "belief", text: "Reports are short", edges: [{ type: "contradicts", to: "1a2b3c4d-2" }] },
        { kind: "thread", text: "Who owns the report?", edges: [] },
        SUMMARY,
      ],
      faded: [
        { memory: "1a2b3c4d-1", reason: "it was mended" },
        { memory: "1a2b3c4d-3", reason: "it is gone" },
      ],
    });
  });

  it.each([
    [
      "is no YAML, for a colon in a sentence",
      "item: done\nreason: a: b\nobservations:\n  - The limit: is 50 MB\n  - two: too",
    ],
    ["has its lists not indented", "item: done\nreason: a: b\nobservations:\n- The limit: is 50 MB\n- two: too"],
  ])("are read when the block %s", (_, block) => {
    const texts = noted(block).noticed.map(({ text }) => text);
    expect(texts).toEqual(["The limit: is 50 MB", "two: too", SUMMARY.text]);
  });

  it("the notes of a run that are missing leave how it went", () => {
    expect(inNotes(RUN)).toEqual({ noticed: [SUMMARY], faded: [] });
  });

  it.each(["observations: 7", "observations: {a: {b: c}}", "observations: [[1], {}, null]", "fades: yes"])(
    "the notes of a run with nonsense in them say nothing of it: %s",
    (line) => expect(noted(`item: done\n${line}`).faded).toEqual([]),
  );
});

describe("an extractor", () => {
  it("an extractor that is a second model is asked for JSON, and may put words around it", async () => {
    let asked: { path: string; body: unknown } | undefined;
    const content = 'Here it is:\n```json\n{"observations": ["The remote is slow"], "beliefs": []}\n```';
    const url = await serving(({ path, body }) => {
      asked = { path, body };
      return { choices: [{ message: { content } }] };
    });
    const made = model.create({ url: `${url}/v1`, model: "small", seconds: 600 }, await testHost("/nowhere", {}));
    expect(await made.extract(RUN, signal)).toEqual({
      noticed: [{ kind: "observation", text: "The remote is slow", edges: [] }, SUMMARY],
      faded: [],
    });
    expect(asked?.path).toBe("/v1/chat/completions");
    expect(JSON.stringify(asked?.body)).toContain("I wrote it.");
  });

  it("an extractor that answers no JSON has failed, in words that name it", async () => {
    const url = await serving(() => ({ choices: [{ message: { content: "I cannot do that." } }] }));
    const made = model.create({ url, model: "small", seconds: 600 }, await testHost("/nowhere", {}));
    await expect(made.extract(RUN, signal)).rejects.toThrow("small answered no JSON object: I cannot do that.");
  });

  it("an extractor that is a program gets the run as JSON", async () => {
    const ask = async (_: unknown, question: unknown) =>
      JSON.stringify({ beliefs: [`${(question as RunSaid).agent} writes well`] });
    const made = commandExtractor.create(
      { run: ["./extract.mjs"], seconds: 600 },
      { ...(await testHost("/nowhere", {})), ask },
    );
    expect(await made.extract(RUN, signal)).toMatchObject({ noticed: [{ text: "ann writes well" }, SUMMARY] });
  });
});
