import { describe, expect, it } from "vitest";
import { buildBrief, buildPrompt } from "../../src/core/brief.ts";
import type { PublishIntent, SessionRecord } from "../../src/core/contracts/ledger.ts";
import type { Executed, Publication, Selected } from "../../src/core/contracts/session.ts";
import type { WorkItem } from "../../src/core/contracts/work.ts";
import { journalEntry, journalNotes, summaryLine } from "../../src/core/journal.ts";
import { published, summarise } from "../../src/core/summary.ts";

const AT = Date.parse("2026-11-23T23:30:05Z");
const ITEM: WorkItem = {
  source: "work-queue",
  id: "a",
  title: "Write it",
  tier: "primary",
  rev: "1",
  state: "ready",
  body: "All of it.",
  fields: { Priority: "HIGH" },
};
const SELECTED = {
  id: "01a2-12345678",
  agent: { name: "ann", instructions: "Be brief." },
  startedAt: AT,
  upstream: "1234567890",
  health: [
    { check: "disk", status: "pass", detail: "plenty" },
    { check: "remote", status: "warn", detail: "away" },
  ],
  item: ITEM,
  considered: [
    { item: ITEM, taken: true, reason: "the first ready one" },
    { item: { ...ITEM, id: "b" }, taken: false, reason: "waiting" },
  ],
} as unknown as Selected;
const NOTHING_KNOWN = { log: [], earlier: [] };

describe("the brief", () => {
  it("is the same for the same facts, and has no section with nothing in it", () => {
    const calm = { ...SELECTED, health: [] };
    expect(buildBrief(calm, NOTHING_KNOWN)).toBe(
      "# Session brief\n\n## Your item\n\n- **Write it** (primary, from work-queue)\n- Chosen because: the first ready one.",
    );
  });

  it("tells only what warns, what went before, and what is new", () => {
    const brief = buildBrief(SELECTED, { log: ["abc Begin (owner)"], earlier: ["Monday: done"] });
    expect(brief).toContain(
      "## What deserves attention\n\n- remote: away\n\n## Your latest sessions\n\n- Monday: done",
    );
    expect(brief).toContain("## Newest commits\n\n- abc Begin (owner)");
    expect(brief).not.toContain("plenty");
  });

  it.for([
    [true, "It is in your working tree already, as a merge of refs/r"],
    [false, "It is kept under refs/r, and conflicts"],
  ] as const)("says where saved work is (applied: %s)", ([applied, sentence]) => {
    const rescued = { intent: { ref: "refs/r", commit: "c" }, applied };
    expect(buildBrief(SELECTED, { ...NOTHING_KNOWN, rescued })).toContain(sentence);
  });

  it("comes after what does not change in the prompt, and before the item in full", () => {
    const prompt = buildPrompt(SELECTED, "THE BRIEF");
    const order = [
      "# You are ann",
      "Be brief.",
      "item: done",
      "THE BRIEF",
      "# The item",
      "All of it.",
      "- Priority: HIGH",
    ];
    expect(order.map((text) => prompt.indexOf(text))).toEqual(
      order.map((text) => prompt.indexOf(text)).toSorted((a, b) => a - b),
    );
    expect(order.every((text) => prompt.includes(text))).toBe(true);
  });
});

describe("the journal", () => {
  const intent: PublishIntent = {
    agent: "ann",
    item: ITEM,
    report: { state: "done", reason: "" },
    outcome: { kind: "done", reason: "written" },
    startedAt: AT,
    endedAt: AT,
    notes: "",
  };

  it("has an entry in the day and the time of the fleet's zone", () => {
    const { path, content } = journalEntry("01a2-12345678", intent, "Europe/Berlin");
    expect(path).toBe("journal/2026-11-24/003005-ann-12345678.md");
    expect(content).toMatch(/^# Write it\n\n- Session: 01a2-12345678\n[\s\S]*- Outcome: done: written\n$/);
    expect(content).toContain("00:30:05 Europe/Berlin");
  });

  it("says where the work is when it is not on the branch", () => {
    expect(journalEntry("s", { ...intent, rescue: "refs/r" }, "UTC").content).toContain("- Work kept under: refs/r\n");
  });

  it("names twenty files, and counts the rest", () => {
    const session = { result: { text: " bye " } } as Executed;
    const notes = journalNotes(
      session,
      Array.from({ length: 23 }, (_, n) => `f${n}`),
    );
    expect(notes).toContain("- f19\n- and 3 more\n");
    expect(notes).toContain("## Last message\n\nbye");
    expect(journalNotes({ result: { text: " " } } as Executed, [])).toBe("");
  });

  it("has a line for a session that is not over, and had no item", () => {
    expect(summaryLine({ startedAt: AT } as SessionRecord)).toBe("2026-11-23 23:30 UTC, no item: still open");
  });
});

describe("what a phase has found", () => {
  it("is a sentence for each phase", () => {
    const { item: _, considered: __, ...checked } = SELECTED;
    expect(summarise(checked)).toBe("at 1234567; 2 checks; remote: away");
    expect(summarise(SELECTED)).toBe("Write it (primary, work-queue); 1 passed over");
    const ran = {
      ...SELECTED,
      base: "",
      result: { stopReason: "error", text: "it exited with 3\nat x" },
    } as unknown as Executed;
    expect(summarise(ran)).toBe("error: it exited with 3");
  });

  it.for<[Publication, string]>([
    [{ kind: "published", commit: "1234567890", branch: "main" }, "published 1234567 to main"],
    [{ kind: "rescued", ref: "refs/r", reason: "cut short" }, "kept under refs/r: cut short"],
    [{ kind: "pending", reason: "away" }, "not published yet: away"],
    [{ kind: "none", reason: "nothing was written" }, "nothing was written"],
  ])("and of a publication: %j", ([publication, sentence]) => {
    expect(published(publication)).toBe(sentence);
  });
});
