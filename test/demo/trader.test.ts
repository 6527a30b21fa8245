import { describe, expect, it } from "vitest";
import { Clone } from "./programs.ts";

const ALDER_10_50 = {
  source: "work-queue",
  title: "Study ALDER: 10/50 crossover",
  fields: { "Next Action": "Backtest the 10/50 moving-average crossover on ALDER", Priority: "HIGH" },
} as const;

describe("the Trader's duty", () => {
  it("ends as done, with the numbers in one sentence", async () => {
    expect((await new Clone().run("trader", { source: "duty" })).result).toEqual({
      type: "result",
      item: "done",
      reason:
        "2 long, 1 flat and 1 short of 4 symbols at the close of 2026-11-20. Over 20 days, best DRIFT +18.4%, worst BRINE -6.4%.",
      usage: { inputTokens: 0, outputTokens: 0 },
    });
  });

  it("writes one report, named after the session's start", async () => {
    const clone = new Clone();
    await clone.run("trader", { source: "duty" });
    expect(clone.changed()).toEqual(["reports/signals/2026-11-21-212951.md"]);
  });

  it("reports each symbol", async () => {
    const clone = new Clone();
    await clone.run("trader", { source: "duty" });
    expect(clone.read("reports/signals/2026-11-21-212951.md")).toContain(
      "| ALDER | 56.09 | +0.9% | +1.1% | +5.6% | 55.09 | 53.22 | 65.2 | 14.4% | -19.1% | **long** |",
    );
  });

  it("tells its steps as pairs of a call and its result", async () => {
    const { events } = await new Clone().run("trader", { source: "duty" });
    expect(events.map((event) => event.type).join(" ")).toBe(
      "tool_call tool_result message tool_call tool_result result",
    );
  });

  it("is blocked without prices, and says who has to act", async () => {
    const clone = new Clone();
    clone.remove("data/prices.csv");
    expect(await clone.run("trader", { source: "duty" })).toMatchObject({
      code: 0,
      stderr: "",
      result: {
        item: "blocked",
        reason:
          "There is no data/prices.csv: whoever delivers the prices must put it back, with the columns date,symbol,close,volume.",
      },
    });
  });

  it("is blocked by a malformed row, and says which", async () => {
    const clone = new Clone();
    clone.write("data/prices.csv", "date,symbol,close,volume\n2026-11-20,ALDER,12,5\n2026-11-20,BRINE,oops,5\n");
    expect((await clone.run("trader", { source: "duty" })).result).toMatchObject({
      item: "blocked",
      reason: expect.stringContaining('data/prices.csv, line 3: the close "oops" is not a positive number.'),
    });
  });
});

describe("the Trader's studies", () => {
  it("end as done, with the result in one sentence", async () => {
    expect((await new Clone().run("trader", ALDER_10_50)).result).toMatchObject({
      item: "done",
      reason:
        "Following the 10/50 crossover on ALDER made +7.5% against +21.2% for holding it, in 4 trades, one still open; " +
        "0 of 3 closed ones made a profit.",
    });
  });

  it("are written under the symbol and the averages, and touch nothing else", async () => {
    const clone = new Clone();
    await clone.run("trader", ALDER_10_50);
    expect(clone.changed()).toEqual(["reports/studies/ALDER-10-50.md"]);
  });

  it("teach what the price file does not say, once", async () => {
    const clone = new Clone();
    const lessons = (events: readonly object[]) => JSON.stringify(events).match(/```midwatch/g)?.length ?? 0;
    expect(lessons((await clone.run("trader", ALDER_10_50)).events)).toBe(1);
    clone.write("lessons/learned/x.md", "---\nstatus: active\n---\n\n# The price file knows no holidays\n");
    expect(lessons((await clone.run("trader", ALDER_10_50)).events)).toBe(0);
  });

  it.each([
    ["its title alone", { title: "Study BRINE: 20/50 crossover" }, "BRINE-20-50.md"],
    ["its goal", { title: "A look at DRIFT", fields: { Goal: "Try the 5/20 crossover" } }, "DRIFT-5-20.md"],
    [
      "its next action first",
      { title: "Study BRINE: 20/50 crossover", fields: { "next action": "10 / 30 cross-over of COBLE" } },
      "COBLE-10-30.md",
    ],
  ])("are understood from %s", async (_, item, file) => {
    const clone = new Clone();
    await clone.run("trader", { source: "work-queue", ...item });
    expect(clone.list("reports/studies")).toEqual([file]);
  });

  it.each([
    ["Think about the market", "blocked", "does not say which crossover to study on which symbol"],
    ["Study ALDER: 10/50", "blocked", "such as “Backtest the 10/50 moving-average crossover on ALDER”"],
    ["Study ALDER: 50/10 crossover", "blocked", "the first average must be the shorter one: whoever wrote it"],
    [
      "Study NOVA: 10/50 crossover",
      "not-viable",
      "There is no symbol NOVA in the prices; there are ALDER, BRINE, COBLE and DRIFT.",
    ],
    ["Study ALDER: 50/300 crossover", "not-viable", "ALDER has 300 closes, too few for a 300-day average"],
  ])("are refused with a reason: %s", async (title, item, reason) => {
    const clone = new Clone();
    const { result } = await clone.run("trader", { source: "work-queue", title });
    expect([result?.item, result?.reason, clone.changed()]).toEqual([item, expect.stringContaining(reason), []]);
  });
});

describe("every program", () => {
  it.each(["strategist", "trader", "content"])("refuses work that is not its own: %s", async (agent) => {
    expect((await new Clone().run(agent, { source: "inbox", title: "Hello" })).result).toMatchObject({
      item: "blocked",
      reason: expect.stringContaining("whoever looks after the fleet must give it to another agent"),
    });
  });

  it.each(["strategist", "trader", "content"])("fails with a sentence outside a session: %s", async (agent) => {
    const ended = await new Clone().start(agent, {});
    expect([ended.code, ended.events]).toEqual([
      1,
      [
        {
          type: "message",
          text: "The program failed: MIDWATCH_SESSION is not set: this program is started by midwatch, which names a JSON file there",
        },
      ],
    ]);
  });
});
