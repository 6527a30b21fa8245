import { describe, expect, it } from "vitest";
import workQueue from "../../plugins/work-queue/index.ts";
import { parseQueue } from "../../plugins/work-queue/parse.ts";
import { recordInQueue } from "../../plugins/work-queue/record.ts";
import { Parts } from "../../src/core/parts/parts.ts";
import type { Host, WorkQuestion } from "../../src/index.ts";
import { describeWorkSource, memoryView } from "../../src/testing/index.ts";
import { patience } from "../limits.ts";

const NOW = Date.parse("2025-11-23T10:00:00Z");

/** As agents and people leave it behind. */
const MESSY = `# Work Queue

## Current Run
Session 20251123-0900: ✅ 1. **not an entry**

## Planned Next

Take from the top.

1. **PR #870 Ready for Review** (LOW priority)
   - Priority: LOW
   - Findings:
     - Status: of the nested list, not of the entry
     1. a nested number
   - Status: READY - checks are green
   - Source: PR #870 (closes #789)
3. **Wait for CI** (HIGH priority)
   - Status: ⏳ WAITING - for the runner

4. **[Fix it]** ([2/3 complete], [active])
   - Priority: HIGH
5. **Old idea** (LOW priority)
   - Status: ❌ NOT VIABLE - the API is gone
6. **Blocked one**
   - Priority: BLOCKED
7. no bold at all (MEDIUM priority)
   - **Status**: 80% complete - the tests are left
   - Source: tasks/no-bold.md
\`\`\`sh
8. **not an entry, but an example**
\`\`\`

_A remark at the end._

## Recently Completed
- [x] **Older thing** (done)

## Waiting Items
1. **Somebody else's**

## Last Updated
2025-11-23 09:00 UTC
`;
const CRLF = MESSY.replaceAll("\n", "\r\n");

const HEADED = `## Planned Next
### Priority 1: Ship it
**Tracking**: #12
**Status**: active
1. first step

### Priority 2: Write about it
**Status**: Awaiting review by Bob

## Last Updated
never
`;

const candidates = (text: string) => parseQueue(text).map(({ candidate }) => candidate);
const states = (text: string) => candidates(text).map(({ title, state, reason }) => [title, state, reason ?? ""]);
const entry = (status: string, title = "**X**") => `## Planned Next\n1. ${title}\n   - Status: ${status}\n`;
const STATES = ["done", "progress", "blocked", "not-viable"] as const;
const record = (text: string, id: string, state: (typeof STATES)[number], reason = "so") =>
  recordInQueue(text, { id, report: { state, reason }, now: NOW });

const make = () => {
  const parts = new Parts();
  workQueue.register(parts);
  return parts.make("workSource", { use: "work-queue" }, {} as Host);
};

describeWorkSource("work-queue", { make, files: { "state/queue-manual.md": MESSY } });
describeWorkSource("work-queue, CRLF", { make, files: { "state/queue-manual.md": CRLF } });
describeWorkSource("work-queue, headed", { make, files: { "state/queue-manual.md": HEADED } });
describeWorkSource("work-queue, generated", {
  make,
  files: {
    "state/queue-generated.md": "1. **Title** (HIGH priority)\n   - Status: 🏃 Active\n   - Source: tasks/title\n",
  },
});
describeWorkSource("work-queue, two of one title", {
  make,
  files: { "state/queue-manual.md": "## Planned Next\n1. **Same**\n2. **Same**\n   - Goal: another" },
});

describe("a queue that people and models have written", () => {
  it("is read with skipped numbers, nested lists, variants of titles and words about its state", () => {
    expect(states(MESSY)).toEqual([
      ["PR #870 Ready for Review", "ready", ""],
      ["Wait for CI", "waiting", "for the runner"],
      ["Fix it", "ready", ""],
      ["Old idea", "waiting", 'its status is "❌ NOT VIABLE - the API is gone": it can be taken off the list'],
      ["Blocked one", "blocked", "its priority says BLOCKED"],
      ["no bold at all", "ready", ""],
    ]);
  });

  it("gives the fields of the entry, not those nested deeper", () => {
    expect(candidates(MESSY)[0]?.fields).toMatchObject({ Status: "READY - checks are green", Priority: "LOW" });
  });

  it("is the same with CRLF", () => {
    expect(states(CRLF)).toEqual(states(MESSY));
  });

  it("may head its entries with ### Priority 1, and number the steps below", () => {
    expect(states(HEADED)).toEqual([
      ["Ship it", "ready", ""],
      ["Write about it", "waiting", "Awaiting review by Bob"],
    ]);
  });

  it("may group its entries under headings that are none themselves", () => {
    const grouped = candidates("## Planned Next\n### High\n\n1. **A**\n### Low\n1. **B**\n");
    expect(grouped.map(({ title }) => title)).toEqual(["A", "B"]);
  });

  it.each([
    ["not-viable", "waiting"],
    ["Done in session 5", "waiting"],
    ["Not done yet", "ready"],
    ["3/4 completed", "ready"],
    ["completed 3/4", "ready"],
    ["no longer blocked", "ready"],
    ["unblocked", "ready"],
    ["BLOCKED on Bob", "blocked"],
    ["in review", "waiting"],
    ["🏃 Active", "ready"],
    ["", "ready"],
  ])("takes the status %j for %s", (status, state) => {
    expect(candidates(entry(status))[0]?.state).toBe(state);
  });

  it.each(["✅ **X**", "[x] **X**", "~~**X**~~", "**X: NOT VIABLE**"])(
    "passes over what its title %s takes off",
    (title) => {
      expect(candidates(entry("READY", title))[0]?.state).toBe("waiting");
    },
  );

  it("says which task an entry stands for", () => {
    expect(candidates(MESSY).map(({ sameAs }) => sameAs?.id)).toEqual([...Array(5).fill(undefined), "no-bold"]);
  });

  it("may be huge: what is taken from it is bounded, and says so", () => {
    const [found] = candidates(`## Planned Next\n1. ${"t".repeat(5_000_000)}\n${"b".repeat(200_000)}\n`);
    expect(candidates(`## Planned Next\n${"1. **X**\n".repeat(2_000)}`)).toHaveLength(500);
    expect([found?.title.length, (found?.body?.length ?? 0) < 70_000]).toEqual([200, true]);
    expect(found?.body).toMatch(/more characters\)$/);
  });

  it("falls back to the generated one only when nothing is planned", async () => {
    const ask = async (manual: string) => {
      const files = {
        "state/queue-manual.md": manual,
        "state/queue-generated.md": "1. **From tasks** (HIGH priority)\n",
      };
      const question = { view: memoryView(files), now: NOW } as unknown as WorkQuestion;
      return (await make().candidates(question, patience())).map(({ title }) => title);
    };
    expect(await ask("## Planned Next\n\n## Last Updated\n")).toEqual(["From tasks"]);
    expect(await ask(entry("WAITING - x"))).toEqual(["X"]);
  });
});

describe("recording in a queue", () => {
  it("moves what is done, with its date and reason, and says when", () => {
    const after = record(MESSY, "no-bold-at-all", "done", "two\nlines");
    expect(after).toContain("## Recently Completed\n\n- ✅ **no bold at all** (2025-11-23): two lines\n- [x] **Older");
    expect(after).toContain("_A remark at the end._");
    expect(after).toContain("## Last Updated\n2025-11-23 10:00 UTC\n");
  });

  it("keeps the way in which a status is written, and nested ones", () => {
    expect(record(HEADED, "ship-it", "blocked", "on Bob")).toContain("**Status**: BLOCKED - on Bob\n1. first");
    const after = record(MESSY, "pr-870-ready-for-review", "progress");
    expect(after).toContain("   - Status: IN PROGRESS - so\n   - Source");
    expect(after).toContain("- Status: of the nested list");
  });

  it("completes one of two entries with the same title once, however often it is asked", () => {
    const once = record("## Planned Next\n1. **X**\n2. **X**\n   - Goal: another\n", "x", "done");
    expect(once).toContain("Goal: another");
    expect(record(once, "x", "done")).toBe(once);
  });

  it.each([MESSY, CRLF, HEADED])("leaves every other entry byte for byte as it was", (text) => {
    const blocks = parseQueue(text).map(({ candidate, from, to }) => ({
      id: candidate.id,
      text: text.split("\n").slice(from, to).join("\n"),
    }));
    for (const { id } of blocks)
      for (const state of STATES) {
        const after = record(text, id, state);
        for (const other of blocks.filter((block) => block.id !== id)) expect(after).toContain(other.text);
      }
  });

  it("writes CRLF where the file does", () => {
    for (const state of STATES) expect(record(CRLF, "blocked-one", state).replaceAll("\r\n", "")).not.toContain("\n");
  });
});

it("a queue of boxes or of bold names has its entries, where none is numbered (D1)", () => {
  const titles = (text: string) => parseQueue(text).map(({ candidate }) => [candidate.title, candidate.state]);
  expect(
    titles("## Planned Next\n\n- [ ] **Write the outage note**\n  - Priority: HIGH\n- [x] **Ticked**\n- [ ] Plain\n"),
  ).toEqual([
    ["Write the outage note", "ready"],
    ["Ticked", "waiting"],
    ["Plain", "ready"],
  ]);
  expect(titles("## Planned Next\n\n1. **One**\n- [ ] **A step of it**\n")).toEqual([["One", "ready"]]);
});
