import { describe, expect, it } from "vitest";
import { load, SATURDAY } from "./programs.ts";

interface Week {
  readonly at: number;
  readonly commit: string;
  readonly entries: readonly object[];
  readonly tasks: readonly object[];
  readonly unreadable: readonly string[];
  readonly needs: readonly string[];
  readonly changes: readonly string[];
  readonly done: readonly string[];
}

const { writePlan } = await load<{ writePlan: (plan: string | undefined, week: Week) => string }>("plan");
const { parseQueue } = await load<{ parseQueue: (text: string) => { entries: readonly object[] } }>("queue");

const MINUTE = 60_000;

function week(queue: string, more: Partial<Week> = {}): Week {
  const { entries } = parseQueue(`## Planned Next\n\n${queue}`);
  return {
    at: SATURDAY,
    commit: "abcdef123456",
    entries,
    tasks: [],
    unreadable: [],
    needs: [],
    changes: [],
    done: [],
    ...more,
  };
}

const ONE = "1. **Study ALDER** (HIGH priority)\n";
const TWO = `${ONE}2. **Study BRINE** (LOW priority)\n   - Status: WAITING - for prices\n`;

describe("the week's plan", () => {
  const first = writePlan(undefined, week(ONE));

  it("is named after its week", () => {
    expect(first.split("\n\n").slice(0, 2)).toEqual([
      "# Plan for week 47 of 2026",
      "_From Monday, 2026-11-16, to Sunday, 2026-11-22. The newest word comes first; what was planned before is kept below it._",
    ]);
  });

  it("says what is planned, and why there", () => {
    expect(first).toContain("| 1 | Study ALDER | HIGH | nothing ready matters more |");
  });

  it("says what waits, and for what", () => {
    expect(writePlan(undefined, week(TWO))).toContain("- **Study BRINE**: WAITING - for prices");
  });

  it("is revised on top, with everything it said before kept below", () => {
    const revised = writePlan(first, week(TWO, { at: SATURDAY + MINUTE }));
    const [title, plan] = [first.slice(0, first.indexOf("## Plan of")), first.slice(first.indexOf("## Plan of"))];
    expect([revised.startsWith(`${title}## Revision of 2026-11-21 21:30:51 UTC\n`), revised.endsWith(plan)]).toEqual([
      true,
      true,
    ]);
  });

  it("does not repeat an order that still stands", () => {
    const revised = writePlan(first, week(ONE, { at: SATURDAY + MINUTE, done: ["Queue: **Study COBLE**"] }));
    expect(revised.split("## Plan of")[0]).toContain(
      "The order planned below still stands.\n\n### Done since the last plan\n\n- Queue: **Study COBLE**",
    );
  });

  it("repeats the order when it has changed since the newest word", () => {
    const second = writePlan(first, week(TWO, { at: SATURDAY + MINUTE }));
    const third = writePlan(second, week(ONE, { at: SATURDAY + 2 * MINUTE }));
    expect(third.split("## Revision of")[1]).toContain("### Planned, in order");
  });

  it("keeps the words of a plan that a person wrote", () => {
    const plan = "# Our plan\n\nJust trade.\n";
    expect(writePlan(plan, week(ONE)).startsWith("# Our plan\n\nJust trade.\n\n## Revision of")).toBe(true);
  });

  it("says what needs a person", () => {
    const { needs, unreadable } = { needs: ["The queue runs dry."], unreadable: ["tasks/x.md"] };
    expect(writePlan(undefined, week("", { needs, unreadable }))).toContain(
      "### Needs a person\n\n- The queue runs dry.\n- tasks/x.md does not say its `state`.",
    );
  });
});
