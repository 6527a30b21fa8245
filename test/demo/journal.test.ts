import { describe, expect, it } from "vitest";
import { load } from "./programs.ts";

interface Entry {
  readonly day: string;
  readonly time: string;
  readonly agent: string;
  readonly outcome: string;
  readonly line: string;
}
interface Journal {
  readonly isJournalEntry: (path: string) => boolean;
  readonly readJournalEntry: (file: { path: string; text: string }) => Entry;
}

const { isJournalEntry, readJournalEntry } = await load<Journal>("journal");

const PATH = "journal/2026-11-21/212951-trader-0193abcd.md";

describe("a journal entry", () => {
  it("says when and who in its name", () => {
    expect(readJournalEntry({ path: PATH, text: "" })).toMatchObject({
      day: "2026-11-21",
      time: "21:29",
      agent: "trader",
    });
  });

  it.each([
    [
      "# Result: one\n\n- Item: Name what is blocked (primary, duty)\n- Outcome: done: 2 long\n",
      "done: 2 long",
      "done",
    ],
    ["- Outcome: not-viable\n- Reason: too short\n", "not-viable: too short", "not-viable"],
    ["# Session\n\n**Outcome:** `blocked`\n**Reason:** no prices\n", "blocked: no prices", "blocked"],
    ["---\noutcome: waiting\nreason: for the owner\n---\n", "waiting: for the owner", "waiting"],
    ["# Tidying\n\nRemoved two dead links.\n", "Removed two dead links.", ""],
    ["# Only a title\n", "Only a title", ""],
  ])("says how it ended: %j", (text, line, outcome) => {
    expect(readJournalEntry({ path: PATH, text })).toMatchObject({ line, outcome });
  });

  it("may belong to an agent with a hyphen in its name", () => {
    const path = "journal/2026-11-21/212951-night-trader-0193abcd.md";
    expect(readJournalEntry({ path, text: "" }).agent).toBe("night-trader");
  });

  it("is not every file in the journal", () => {
    expect(["journal/README.md", "journal/2026-11-21-topic.md", PATH].map(isJournalEntry)).toEqual([
      false,
      false,
      true,
    ]);
  });
});
