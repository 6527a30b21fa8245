import { describe, expect, it } from "vitest";
import { configFile, load } from "./programs.ts";

interface Entry {
  readonly number: number;
  readonly title: string;
  readonly text: string;
  readonly fields: Readonly<Record<string, string>>;
}
interface Queue {
  readonly entries: readonly Entry[];
  readonly isArranged: boolean;
}
interface QueueModule {
  readonly parseQueue: (text: string) => Queue;
  readonly renderQueue: (queue: Queue, entries: readonly { readonly text: string }[]) => string;
  readonly inOrder: (entries: readonly Entry[]) => readonly Entry[];
  readonly isHeld: (entry: Entry) => boolean;
  readonly completedEntries: (text: string) => readonly { title: string; isGivenUp: boolean }[];
  readonly touched: (text: string, when: string) => string;
}

const { completedEntries, inOrder, isHeld, parseQueue, renderQueue, touched } = await load<QueueModule>("queue");

const SEED = configFile("workspace/state/queue-manual.md");

const MESSY = `# Work Queue

## Current Run
Session 20251123-0900: ✅ 1. **not an entry**

## Planned Next

Take from the top.

1. **PR #870 Ready for Review** (LOW priority)
   - Priority: LOW
   - Goal: merge it   
   - Findings:
     - Status: of the nested list, not of the entry

     1. a nested number
3. **Wait for CI** (HIGH priority)
   - Status: ⏳ WAITING - for the runner

4. **[Fix \`a|b\`]** ([2/3 complete], [active])
   - Priority: HIGH
6. **Blocked one**
   - Priority: BLOCKED
7. no bold at all (MEDIUM priority)
\`\`\`sh
echo kept
\`\`\`

_A remark at the end._

## Recently Completed
- [x] **Older thing** (done)
- ✅ **Good thing** (2025-11-22): it worked
- ❌ not viable: **Bad thing** (2025-11-22): sold out
2. Another thing

## Last Updated
2025-11-23 09:00 UTC
`;

const titles = (queue: Queue) => queue.entries.map((entry) => entry.title);
const sorted = (text: string) => renderQueue(parseQueue(text), inOrder(parseQueue(text).entries));
const bodies = (text: string) =>
  parseQueue(text)
    .entries.map((entry) => entry.text.replace(/^\d+/, ""))
    .sort();

describe("the work queue", () => {
  it("is read as people write it", () => {
    expect(titles(parseQueue(MESSY))).toEqual([
      "PR #870 Ready for Review",
      "Wait for CI",
      "Fix `a|b`",
      "Blocked one",
      "no bold at all",
    ]);
  });

  it("is the same text when it is rendered unchanged", () => {
    expect(renderQueue(parseQueue(SEED), parseQueue(SEED).entries)).toBe(SEED);
  });

  it("puts ready entries in order of priority, and what is held last", () => {
    expect(titles(parseQueue(sorted(MESSY)))).toEqual([
      "Fix `a|b`",
      "no bold at all",
      "PR #870 Ready for Review",
      "Wait for CI",
      "Blocked one",
    ]);
  });

  it.each([
    ["the seed", SEED],
    ["a messy file", MESSY],
    ["a file with Windows line ends", MESSY.replaceAll("\n", "\r\n")],
  ])("keeps every entry's text byte for byte: %s", (_, text) => {
    expect(bodies(sorted(text))).toEqual(bodies(text));
  });

  it("keeps everything around the entries", () => {
    const [before, after] = [MESSY.split("1. **PR")[0] ?? "", MESSY.slice(MESSY.indexOf("_A remark"))];
    const text = sorted(MESSY);
    expect([text.startsWith(before), text.endsWith(after)]).toEqual([true, true]);
  });

  it("numbers the entries from 1", () => {
    expect(parseQueue(sorted(MESSY)).entries.map((entry) => entry.number)).toEqual([1, 2, 3, 4, 5]);
  });

  it("comes to rest: in order, it stays as it is", () => expect(sorted(sorted(MESSY))).toBe(sorted(MESSY)));

  it("puts the older of two alike first", () => {
    const text = "## Planned Next\n\n1. **New**\n   - Added: 2026-11-02\n2. **Old**\n   - Added: 2026-11-01\n";
    expect(titles(parseQueue(sorted(text)))).toEqual(["Old", "New"]);
  });

  it("leaves the place of entries without a date", () => {
    const text = "## Planned Next\n\n1. **A** (LOW priority)\n2. **B** (LOW priority)\n3. **C** (LOW priority)\n";
    expect(titles(parseQueue(sorted(text)))).toEqual(["A", "B", "C"]);
  });

  it("takes an entry for held by its status or its priority, not by a word in its title", () => {
    const text = "## Planned Next\n1. **Unblock the waiting one**\n2. **B**\n   - Status: NOT VIABLE - sold out\n";
    expect(parseQueue(text).entries.map(isHeld)).toEqual([false, true]);
  });

  it("sees that a person has arranged it under sub-headings", () => {
    expect(parseQueue("## Planned Next\n\n### Priority 1: Ship\n1. **A**\n").isArranged).toBe(true);
  });

  it.each([
    ["", "# Work Queue\n\n## Planned Next\n\n1. **A**\n"],
    ["# Work Queue\n", "# Work Queue\n\n## Planned Next\n\n1. **A**\n"],
    ["# Q\n\n## Last Updated\nnever\n", "# Q\n\n## Planned Next\n\n1. **A**\n\n## Last Updated\nnever\n"],
    ["## Last Updated\nnever\n", "# Work Queue\n\n## Planned Next\n\n1. **A**\n\n## Last Updated\nnever\n"],
    ["# Q\n\n## Planned Next\n", "# Q\n\n## Planned Next\n\n1. **A**\n"],
  ])("takes an entry where it had none: %j", (before, after) => {
    expect(renderQueue(parseQueue(before), [{ text: "1. **A**" }])).toBe(after);
  });

  it("knows what was completed, in whichever list", () => {
    expect(completedEntries(MESSY)).toEqual([
      { title: "Older thing", isGivenUp: false },
      { title: "Good thing", isGivenUp: false },
      { title: "Bad thing", isGivenUp: true },
      { title: "Another thing", isGivenUp: false },
    ]);
  });

  it("says when it was last changed", () => {
    expect(touched("# Q\n\n## Last Updated\n\nyesterday\n", "today")).toBe("# Q\n\n## Last Updated\n\ntoday\n");
  });
});
