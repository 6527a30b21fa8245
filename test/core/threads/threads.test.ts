import { describe, expect, it } from "vitest";
import type { FileEdit, ItemReport, WorkItem } from "../../../src/core/contracts/work.ts";
import { choresIn, lookedAfter } from "../../../src/core/threads/maintenance.ts";
import { openSource } from "../../../src/core/threads/open-source.ts";
import { readThreads } from "../../../src/core/threads/proposed.ts";
import { threadEdits } from "../../../src/core/threads/record.ts";
import { parseThread } from "../../../src/core/threads/thread.ts";
import { memoryView } from "../../../src/testing/index.ts";
import { patience } from "../../limits.ts";

const NOW = Date.parse("2026-11-23T09:00:00Z");
const SAID = { agent: "ann", at: NOW, session: "019a0000-0000-7000-8000-00000000beef" };
const notes = (threads: unknown) =>
  `Done.\n\n\`\`\`midwatch\n${JSON.stringify({ item: "done", reason: "x", threads })}\n\`\`\`\n`;
const applied = (files: Readonly<Record<string, string>>, edits: readonly FileEdit[]) => ({
  ...files,
  ...Object.fromEntries(edits.map(({ path, content }) => [path, content])),
});

describe("a thread's file", () => {
  it("says what it is, and is the owner's when it does not", () => {
    const text =
      "---\nkind: experiment\nstate: open\nupdated: 2026-11-20\nwaiting: for data\n---\n# Batch it\n\nWhy?\n";
    expect(parseThread("threads/b.md", text)).toEqual({
      path: "threads/b.md",
      title: "Batch it",
      kind: "experiment",
      state: "open",
      updated: Date.parse("2026-11-20"),
      waiting: "for data",
      body: "# Batch it\n\nWhy?",
    });
    expect(parseThread("threads/x.md", "just words")).toMatchObject({ title: "x", kind: "discuss", state: "open" });
    expect(parseThread("threads/x.md", "---\nkind: solo\nstate: resolved\n---\n")).toMatchObject({
      kind: "solo",
      state: "closed",
    });
  });

  it.for(["---\na: [\n---\n# T", `---\n${"k: v\n".repeat(5000)}---\n# T`, `---\na: &a [x]\nb: [*a, *a]\n---\n# T`])(
    "is not lost when its settings cannot be read (%#)",
    (text) => {
      expect(parseThread("threads/x.md", text)).toMatchObject({ kind: "discuss", broken: expect.any(String) });
    },
  );
});

describe("the threads of a session's notes", () => {
  it("are read as small models write them", () => {
    expect(readThreads(notes([{ title: "Why slow?", kind: "Solo", note: "it takes\n9 s" }]))).toEqual([
      { title: "Why slow?", kind: "solo", note: "it takes 9 s", closed: false },
    ]);
    expect(readThreads(notes("Why is it slow? Look."))).toMatchObject([{ title: "Why is it slow", closed: false }]);
    expect(readThreads(notes([{ title: "T", state: "closed" }, 7, null, {}]))).toMatchObject([
      { title: "T", closed: true, note: "" },
    ]);
    expect(readThreads(notes(Array.from({ length: 9 }, (_, n) => `t${n}`)))).toHaveLength(5);
    expect(readThreads("nothing")).toEqual([]);
  });

  it("open a thread, go on with it, close it; asked again, nothing is left to do", async () => {
    const opened = [{ title: "Why slow?", kind: "experiment", note: "9 s", closed: false }] as const;
    let files: Record<string, string> = {};
    files = applied(files, await threadEdits(opened, memoryView(files), SAID));
    expect(files["threads/why-slow.md"]).toBe(
      "---\nkind: experiment\nstate: open\nupdated: 2026-11-23\n---\n\n# Why slow?\n\n- 2026-11-23, ann (0000beef): 9 s\n",
    );
    expect(await threadEdits(opened, memoryView(files), SAID)).toEqual([]);

    const later = { ...SAID, at: NOW + 86_400_000 };
    const on = [{ title: "why-slow", note: "it was the disk", closed: true }];
    files = applied(files, await threadEdits(on, memoryView(files), later));
    expect(files["threads/why-slow.md"]).toBe(
      "---\nkind: experiment\nstate: closed\nupdated: 2026-11-24\n---\n\n# Why slow?\n\n- 2026-11-23, ann (0000beef): 9 s\n\n- 2026-11-24, ann (0000beef): it was the disk\n",
    );
    expect(await threadEdits(on, memoryView(files), later)).toEqual([]);
  });

  it("leave what a person has written as it is, and open nothing only to close it", async () => {
    const mine = "---\n# mine\nkind: solo   # really\nowner: me\n---\n# Slow\n\nText.\n";
    const [edit] = await threadEdits(
      [{ title: "Slow", note: "n", closed: false }],
      memoryView({ "threads/s.md": mine }),
      SAID,
    );
    expect(edit).toEqual({
      path: "threads/s.md",
      content:
        "---\n# mine\nkind: solo   # really\nowner: me\nstate: open\nupdated: 2026-11-23\n---\n# Slow\n\nText.\n\n- 2026-11-23, ann (0000beef): n\n",
    });
    expect(await threadEdits([{ title: "Other", note: "", closed: true }], memoryView({}), SAID)).toEqual([]);
  });
});

const question = (files: Readonly<Record<string, string>>) =>
  openSource.candidates({ view: memoryView(files), agent: {} as never, now: NOW }, patience());
const THREAD = (settings: string, title: string) => `---\n${settings}\n---\n# ${title}\n`;

describe("the open item", () => {
  const files = {
    "threads/a.md": THREAD("kind: solo\nupdated: 2026-11-20", "A"),
    "threads/b.md": THREAD("kind: experiment\nupdated: 2026-11-01", "B"),
    "threads/c.md": THREAD("kind: discuss", "C"),
    "threads/d.md": THREAD("kind: solo\nstate: closed", "D"),
    "threads/e.md": THREAD("kind: solo\nupdated: 2026-11-02\nwaiting: for data", "E"),
    "maintenance.md":
      "# Maintenance\n\n- Flaky tests (every 3d) (last: 2026-11-10)\n- [ ] Move CI\n- [x] Gone\n- Links (last: 2026-11-22)\n",
  };

  it("is whatever was left alone longest, of solo threads, experiments and maintenance, and says why", async () => {
    const found = await question(files);
    expect(found.map(({ title, state, why }) => [title, state, why])).toEqual([
      ["Move CI", "ready", "in maintenance.md, never done yet"],
      ["B", "ready", "an open experiment thread, last updated 22 d ago"],
      ["E", "waiting", "an open solo thread, last updated 21 d ago"],
      ["Flaky tests", "ready", "in maintenance.md, last done 13 d ago"],
      ["A", "ready", "an open solo thread, last updated 3 d ago"],
      ["Links", "waiting", "in maintenance.md, last done 33 h ago"],
    ]);
    expect(await question({})).toEqual([]);
  });

  const end = async (title: string, report: ItemReport) => {
    const item = (await question(files)).find((one) => one.title === title) as WorkItem;
    const edits = (await openSource.record?.(item, report, { view: memoryView(files), now: NOW })) ?? [];
    const after = applied(files, edits);
    expect(await openSource.record?.(item, report, { view: memoryView(after), now: NOW })).toEqual([]);
    return edits[0]?.content;
  };

  it("closes its thread, ticks its point, or dates it, and does so once", async () => {
    const done = { state: "done", reason: "it was\nthe disk" } as const;
    expect(await end("B", done)).toBe(
      "---\nkind: experiment\nupdated: 2026-11-23\nstate: closed\n---\n# B\n\n- 2026-11-23, done: it was the disk\n",
    );
    expect(await end("Move CI", done)).toContain("- [x] Move CI\n");
    expect(await end("Flaky tests", done)).toContain("- Flaky tests (every 3d) (last: 2026-11-23)\n");
    expect(await end("Move CI", { state: "progress", reason: "half" })).toContain("- [ ] Move CI (last: 2026-11-23)\n");
  });

  it("is its owner's when it is blocked, and left alone while it waits", async () => {
    expect(parseThread("", (await end("A", { state: "blocked", reason: "on you: which?" })) ?? "")).toMatchObject({
      kind: "discuss",
      state: "open",
    });
    expect(parseThread("", (await end("A", { state: "waiting", reason: 'for "it": soon' })) ?? "")).toMatchObject({
      waiting: 'for "it": soon',
    });
  });
});

describe("maintenance.md", () => {
  it("keeps every other line, and line ends, as they are", () => {
    const text = "# M\r\n\r\n* One (last: 2026-01-01)\r\n- [ ] Two\r\nText\r\n";
    expect(lookedAfter(text, "One", { day: "2026-11-23", isOver: true })).toBe(
      "# M\r\n\r\n* One (last: 2026-11-23)\r\n- [ ] Two\r\nText\r\n",
    );
    expect(lookedAfter(text, "Two", { day: "2026-11-23", isOver: true })).toContain("- [x] Two\r\n");
    expect(lookedAfter(text, "Three", { day: "2026-11-23", isOver: true })).toBe(text);
    expect(choresIn(text).map((chore) => chore.text)).toEqual(["One", "Two"]);
  });
});
