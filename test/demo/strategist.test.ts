import { describe, expect, it } from "vitest";
import { Clone, load, SATURDAY } from "./programs.ts";

interface Entry {
  readonly title: string;
  readonly text: string;
}

const { parseQueue } = await load<{ parseQueue: (text: string) => { entries: readonly Entry[] } }>("queue");

const QUEUE = "state/queue-manual.md";
const PLAN = "plans/2026-W47.md";
const DUTY = { source: "duty" } as const;
const MINUTE = 60_000;

const planned = (clone: Clone) => parseQueue(clone.read(QUEUE)).entries.map((entry) => entry.title);

describe("the Strategist's duty", () => {
  it("ends as done, with the numbers in one sentence", async () => {
    expect((await new Clone().run("strategist", DUTY)).result).toMatchObject({
      item: "done",
      reason:
        "3 queue entries ready, the first being Study ALDER: 10/50 crossover; 2 tasks ready; 2 waiting. " +
        "2 changes to the queue and the tasks.",
    });
  });

  it("writes the plan of the week and orders the queue", async () => {
    const clone = new Clone();
    await clone.run("strategist", DUTY);
    expect(clone.changed()).toEqual([PLAN, QUEUE]);
  });

  it("puts the HIGH entry first, the LOW one behind, and what waits last", async () => {
    const clone = new Clone();
    await clone.run("strategist", DUTY);
    expect(planned(clone)).toEqual([
      "Study ALDER: 10/50 crossover",
      "Study BRINE: 20/50 crossover",
      "Study COBLE: 50/100 crossover",
      "Study the rules with trading costs",
    ]);
  });

  it("leaves a queue alone that is in order", async () => {
    const clone = new Clone();
    await clone.run("strategist", DUTY);
    const ordered = clone.read(QUEUE);
    await clone.run("strategist", DUTY, SATURDAY + MINUTE);
    expect(clone.read(QUEUE)).toBe(ordered);
  });

  it("revises the plan and keeps what it said", async () => {
    const clone = new Clone();
    await clone.run("strategist", DUTY);
    const first = clone.read(PLAN);
    await clone.run("strategist", DUTY, SATURDAY + MINUTE);
    expect(clone.read(PLAN).endsWith(first.slice(first.indexOf("## Plan of")))).toBe(true);
  });

  it("says once what was done since the last plan", async () => {
    const clone = new Clone();
    await clone.run("strategist", DUTY);
    clone.write("journal/2026-11-21/213000-trader-0193aaaa.md", "- Outcome: done\n- Reason: 2 long\n");
    clone.commit("Trader", "Report");
    await clone.run("strategist", DUTY, SATURDAY + MINUTE);
    clone.commit("Strategist", "Plan");
    await clone.run("strategist", DUTY, SATURDAY + 2 * MINUTE);
    expect(clone.read(PLAN).split("- trader: 1 session, the last on 2026-11-21 at 21:30: done: 2 long")).toHaveLength(
      2,
    );
  });

  it("starts a new file in a new week", async () => {
    const clone = new Clone();
    await clone.run("strategist", DUTY);
    await clone.run("strategist", DUTY, SATURDAY + 2 * 24 * 60 * MINUTE);
    expect(clone.list("plans")).toEqual(["2026-W47.md", "2026-W48.md"]);
  });

  it("names a task file it cannot read", async () => {
    const clone = new Clone();
    clone.write("tasks/scribble.md", "Buy milk\n");
    await clone.run("strategist", DUTY);
    expect(clone.read(PLAN)).toContain("- tasks/scribble.md does not say its `state`.");
  });
});

describe("the desk's supply", () => {
  it("fills an empty queue with studies that nobody has asked for", async () => {
    const clone = new Clone();
    clone.write(QUEUE, "");
    await clone.run("strategist", DUTY);
    expect(planned(clone)).toEqual([
      "Study ALDER: 10/50 crossover",
      "Study BRINE: 10/50 crossover",
      "Study COBLE: 10/50 crossover",
    ]);
  });

  it("works without a queue file", async () => {
    const clone = new Clone();
    clone.remove(QUEUE);
    await clone.run("strategist", DUTY);
    expect(planned(clone)).toHaveLength(3);
  });

  it("goes on with the symbol that was studied longest ago, and with other averages", async () => {
    const clone = new Clone();
    clone.write(
      QUEUE,
      "# Work Queue\n\n## Planned Next\n\n## Recently Completed\n\n- **Study DRIFT: 10/50 crossover**\n",
    );
    for (const symbol of ["ALDER", "BRINE", "COBLE"]) clone.write(`reports/studies/${symbol}-10-50.md`, "# Study\n");
    clone.commit("Trader", "Study");
    await clone.run("strategist", DUTY);
    expect(planned(clone)).toEqual([
      "Study DRIFT: 20/50 crossover",
      "Study ALDER: 20/50 crossover",
      "Study BRINE: 20/50 crossover",
    ]);
  });

  it("adds entries that the Trader can do", async () => {
    const clone = new Clone();
    clone.write(QUEUE, "");
    await clone.run("strategist", DUTY);
    const ends = [];
    for (const { title } of parseQueue(clone.read(QUEUE)).entries) {
      ends.push((await clone.run("trader", { source: "work-queue", title })).result?.item);
    }
    expect(ends).toEqual(["done", "done", "done"]);
  });

  it("adds tasks that the Content agent can do", async () => {
    const clone = new Clone();
    clone.remove("tasks");
    await clone.run("strategist", DUTY);
    const ends = [];
    for (const name of clone.list("tasks")) {
      const title = clone.read(`tasks/${name}`).match(/^# (.+)$/m)?.[1] ?? "";
      ends.push((await clone.run("content", { source: "workspace-tasks", title })).result?.item);
    }
    expect(ends).toEqual(["done", "done", "done"]);
  });

  it("writes tasks in gptme's format", async () => {
    const clone = new Clone();
    clone.remove("tasks");
    await clone.run("strategist", DUTY);
    expect(clone.read("tasks/month-in-review-2026-10.md")).toMatch(
      /^---\nstate: todo\ncreated: 2026-11-21T21:29:51Z\npriority: low\nassigned_to: content\ntags: \[month-in-review]\n---\n# Month in review: 2026-10\n/,
    );
  });

  it("never asks twice for the same page", async () => {
    const clone = new Clone();
    clone.remove("tasks");
    clone.write("docs/reviews/2026-10.md", "# October\n");
    clone.write("docs/glossary.md", "# Glossary\n\n## Drawdown\n\nA fall.\n");
    await clone.run("strategist", DUTY);
    expect(clone.list("tasks")).toEqual([
      "explainer-rsi14-with-alder.md",
      "glossary-entry-simple-moving-average.md",
      "month-in-review-2026-09.md",
    ]);
  });

  it("still plans when the prices are missing, and says who has to act", async () => {
    const clone = new Clone();
    clone.remove("data/prices.csv");
    clone.write(QUEUE, "");
    const { result } = await clone.run("strategist", DUTY);
    expect([result?.item, result?.reason, clone.has(PLAN)]).toEqual([
      "blocked",
      expect.stringMatching(/^The plan is written, .* whoever delivers the prices must put it back/),
      true,
    ]);
  });

  it("leaves a queue alone that a person has arranged", async () => {
    const clone = new Clone();
    const arranged = "# Queue\n\n## Planned Next\n\n### Priority 1: Ship\n\n2. **B**\n1. **A** (HIGH priority)\n";
    clone.write(QUEUE, arranged);
    await clone.run("strategist", DUTY);
    expect(clone.read(QUEUE)).toBe(arranged);
  });
});
