import { describe, expect, it } from "vitest";
import { latestDays, newestEntries, readEntry } from "../../../src/core/brief/journal.ts";

const ENTRY = (last: string) =>
  `# Mend it\n\n- Session: s\n- Agent: ann\n- Outcome: done: it is mended.\n\n## Files\n\n- a.ts\n\n## Last message\n\n${last}\n`;

describe("an entry of the journal", () => {
  it.for([
    [ENTRY("it is mended. Twice."), "Mend it", "done: it is mended. Twice."],
    [
      ENTRY("I looked\nand mended.\n\n```midwatch\nitem: done\n```"),
      "Mend it",
      "done: it is mended. I looked and mended.",
    ],
    ["# Standup\n\nWe talked.\nA lot.\n", "Standup", "We talked. A lot."],
    ["---\nby: bob\n---\nJust words.\n", "", "Just words."],
    ["", "", ""],
  ] as const)("is told by its heading, its outcome and its last words (%#)", ([text, title, words]) => {
    expect(readEntry(text)).toEqual({ title, words });
  });

  it("is told in few words, however long it is", () => {
    expect(readEntry(ENTRY("word ".repeat(500_000))).words.length).toBeLessThan(330);
  });
});

describe("the newest entries", () => {
  it("come first, by what their paths say in the fleet's zone; what is no entry is none", () => {
    const paths = [
      "journal/2026-11-23/093005-ann-1.md",
      "journal/2026-11-23/1015-bob.md",
      "journal/2026-11-24-standup.md",
      "journal/2026-11-22/notes.md",
      "journal/README.md",
      "journal/2026-11-22/deep/x.md",
      "journal/2026-11-22/picture.png",
    ];
    expect(
      newestEntries(paths, "Europe/Berlin").map(({ path, at }) => [
        path.slice(8),
        new Date(at).toISOString().slice(0, 16),
      ]),
    ).toEqual([
      ["2026-11-24-standup.md", "2026-11-23T23:00"],
      ["2026-11-23/1015-bob.md", "2026-11-23T09:15"],
      ["2026-11-23/093005-ann-1.md", "2026-11-23T08:30"],
      ["2026-11-22/notes.md", "2026-11-21T23:00"],
    ]);
  });

  it("are looked for in the days of two weeks, as the zone counts them", () => {
    const days = latestDays("Asia/Tokyo", Date.parse("2026-11-23T20:00:00Z"));
    expect([days.length, days[0], days.at(-1)]).toEqual([14, "journal/2026-11-24/", "journal/2026-11-11/"]);
  });
});
