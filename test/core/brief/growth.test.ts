import { expect, it } from "vitest";
import { workspaceFacts } from "../../../src/core/brief/workspace-facts.ts";
import type { TaintRecord } from "../../../src/core/contracts/taint.ts";
import { memoryView } from "../../../src/testing/index.ts";
import { briefOf, NOW } from "./facts.ts";

const NO_TAINTS: TaintRecord = {
  add: async () => {},
  any: async () => false,
  among: async () => new Map(),
  sessions: async () => new Map(),
};
const day = (ago: number) => new Date(NOW - ago * 86_400_000).toISOString().slice(0, 10);

it("S12: reads and tells as much of a year's journal, and of as many threads, as of a week's", async () => {
  const entries = Array.from({ length: 365 * 10 }, (_, n) => {
    const clock = String(70_000 + (n % 10) * 1000).padStart(6, "0");
    return [
      `journal/${day(Math.floor(n / 10))}/${clock}-ann.md`,
      `# Item ${n}\n\n- Outcome: done: ${"word ".repeat(200)}\n`,
    ] as const;
  });
  const threads = Array.from({ length: 400 }, (_, n) => [`threads/t${n}.md`, "---\nkind: solo\n---\nWhy?\n"] as const);
  const view = memoryView(Object.fromEntries([...entries, ...threads]));
  const read: number[] = [];
  const counting: typeof view = {
    ...view,
    texts: (blobs) => {
      read.push(blobs.length);
      return view
        .texts([...new Set(blobs)])
        .then((texts) => blobs.map((blob) => texts[[...new Set(blobs)].indexOf(blob)] ?? ""));
    },
  };
  const facts = await workspaceFacts(counting, { workspace: "main", zone: "UTC", now: NOW, taints: NO_TAINTS });
  expect(read).toEqual([210]);
  expect(facts.journal.entries).toHaveLength(10);
  expect(facts.journal.more).toBe(14 * 10 - 10);
  expect(facts.unread).toEqual({ threads: 200, projects: 0 });
  const brief = briefOf(facts);
  expect(brief.tokens).toBeLessThan(1500);
  expect(brief.text).toMatch(/## Recent journal [^\n]*\n\n- journal\/2026-11-23\/079000-ann\.md/);
});

it("tells the last entries of a workspace that has slept for months", async () => {
  const view = memoryView({
    [`journal/${day(200)}/100000-ann.md`]: "# Last\n",
    [`journal/${day(300)}/100000-ann.md`]: "# First\n",
  });
  const facts = await workspaceFacts(view, { workspace: "main", zone: "UTC", now: NOW, taints: NO_TAINTS });
  expect(facts.journal.entries.map(({ title }) => title)).toEqual(["Last", "First"]);
  expect(briefOf(facts).text).toContain("## Recent journal (newest: 200 d ago; stale)");
});
