import { describe, expect, it } from "vitest";
import type { PlanInput, PlannedDue } from "../../../src/core/plan/planned.ts";
import { rehearse } from "../../../src/core/plan/rehearsal.ts";
import { totalOf } from "../../../src/core/plan/totals.ts";
import type { Host } from "../../../src/index.ts";
import { roundRobin } from "../../../src/policies/dispatch/round-robin.ts";
import { Simulation } from "../dues/simulated.ts";
import { DAY, HOUR, MINUTE, MONDAY, prospect, type Whens } from "./prospects.ts";

const at = (text: string) => Date.parse(`2026-11-${text}Z`);

/** "23T10:00 ann runs" */
const lines = (dues: readonly PlannedDue[]) =>
  dues.map(({ agent, at: moment, startsAt = moment, fate }) => {
    return `${new Date(startsAt).toISOString().slice(8, 16)} ${agent} ${fate}`;
  });

describe("a plan", () => {
  it("has a line for each moment of each rule", async () => {
    const dues = await rehearse(prospect({ ann: ["Mon 10:00"], bob: ["Mon,Wed 09:00"] }));
    expect(lines(dues)).toEqual(["23T09:00 bob runs", "23T10:00 ann runs", "25T09:00 bob runs"]);
    expect(dues[1]).toMatchObject({ rule: "Mon 10:00 in UTC", endsAt: at("23T10:12:00"), micros: 1_000_000 });
  });

  it("begins with its first moment, and ends before its last", async () => {
    const dues = await rehearse(prospect({ ann: ["Mon 10:00"] }, { from: at("23T10:00"), to: at("30T10:00") }));
    expect(lines(dues)).toEqual(["23T10:00 ann runs"]);
  });

  it("lets who finds every slot taken wait for one, and says for which", async () => {
    const dues = await rehearse(prospect({ ann: ["Mon 10:00"], bob: ["Mon 10:00"] }, { slots: 1 }));
    expect(dues).toMatchObject([
      { agent: "ann", startsAt: at("23T10:00") },
      { agent: "bob", startsAt: at("23T10:12"), reason: "every slot is taken, by ann" },
    ]);
  });

  it("covers with one session all that its agent is due for", async () => {
    const dues = await rehearse(prospect({ ann: ["Mon 10:00", "1st,23rd of the month 10:00"] }));
    expect(dues.map(({ fate, reason }) => [fate, reason])).toEqual([
      ["runs", ""],
      ["coalesced", "covered by the session for Mon 10:00 in UTC"],
    ]);
  });

  it("counts a due that a session runs over as covered, too", async () => {
    const habit = { ms: 50 * MINUTE, micros: 0, basis: "" };
    const span = { from: at("23T10:00"), to: at("23T11:00") };
    const dues = await rehearse(prospect({ ann: ["every 20m"] }, { ...span, standing: { ann: { habit } } }));
    expect(lines(dues)).toEqual(["23T10:00 ann runs", "23T10:20 ann coalesced", "23T10:50 ann runs"]);
  });

  it("keeps the gap an agent asks for, and skips what would come too late by that", async () => {
    const span = { from: at("23T10:00"), to: at("23T12:00") };
    const dues = await rehearse(prospect({ ann: ["every 30m", "min-gap 1h"] }, span));
    expect(lines(dues)).toEqual([
      "23T10:00 ann runs",
      "23T10:30 ann skipped",
      "23T11:12 ann runs",
      "23T11:30 ann skipped",
    ]);
    expect(dues[1]?.reason).toContain("its min-gap is 60 minutes");
  });

  it("spends no more than an agent's day, a fleet's day and what was raised for today allow", async () => {
    const caps = { run: 2_000_000, agentDay: 3_000_000, fleetDay: 5_000_000 };
    const standing = { ann: { caps }, bob: { caps } };
    const span = { from: at("23T00:00"), to: at("24T00:00") };
    const given = { ...span, standing };
    const both = { ann: ["every 6h"], bob: ["every 6h"] };
    const capped = await rehearse(prospect(both, given));
    // A dollar each, of which another dollar is reserved while they run.
    expect(totalOf("all", capped)).toMatchObject({ sessions: 4, micros: 4_000_000, others: 4 });
    expect(capped.filter(({ fate }) => fate === "skipped").map(({ reason }) => reason.split(" for today")[0])).toEqual([
      "budget: $4.00 of the fleet's $5.00",
      "budget: $2.00 of ann's $3.00",
      "budget: $2.00 of ann's $3.00",
      "budget: $2.00 of bob's $3.00",
    ]);
    const raised = [{ scope: "agent-day", agent: "ann", day: "2026-11-23", micros: 50_000_000 } as const];
    const more = await rehearse(prospect(both, { ...given, raised }));
    expect(more.filter(({ agent, fate }) => agent === "ann" && fate === "runs")).toHaveLength(3);
    const spent = [{ day: "2026-11-23", agent: "ann", micros: 2_500_000 }];
    const less = await rehearse(prospect(both, { ...given, spent }));
    expect(less.filter(({ agent, fate }) => agent === "ann" && fate === "runs")).toEqual([]);
  });

  it("begins every day with its own money", async () => {
    const caps = { run: 2_000_000, agentDay: 2_000_000 };
    const dues = await rehearse(prospect({ ann: ["every 12h"] }, { standing: { ann: { caps } } }));
    expect(lines(dues).slice(0, 3)).toEqual(["23T00:00 ann runs", "23T12:00 ann skipped", "24T00:00 ann runs"]);
  });

  it("starts nobody who is stopped", async () => {
    const standing = { ann: { stopped: "stopped by the owner" } };
    const [due] = await rehearse(prospect({ ann: ["Mon 10:00"] }, { standing }));
    expect(due).toMatchObject({ fate: "skipped", reason: "stopped by the owner" });
  });

  it("waits as long as an agent is held back after a failure", async () => {
    const held = { until: at("23T10:40"), reason: "ann is tried again" };
    const [due] = await rehearse(prospect({ ann: ["Mon 10:00"] }, { standing: { ann: { held } } }));
    expect(due).toMatchObject({ startsAt: at("23T10:40"), reason: "ann is tried again" });
  });

  it("lets an agent that comes after another follow it", async () => {
    const dues = await rehearse(prospect({ ann: ["Mon 10:00"], bob: ["after ann"] }));
    expect(lines(dues)).toEqual(["23T10:00 ann runs", "23T10:12 bob runs"]);
  });

  it("begins with what is at work, and with what is due already", async () => {
    const last = { startedAt: at("22T23:55") };
    const pending = [{ id: "1", rule: "r", from: at("22T23:00"), until: at("23T05:00"), duty: true, reason: "" }];
    const standing = { ann: { isAtWork: true, last }, bob: { pending } };
    const dues = await rehearse(prospect({ ann: ["Tue 10:00"], bob: ["Tue 11:00"] }, { slots: 1, standing }));
    expect(dues[0]).toMatchObject({ agent: "bob", rule: "r", startsAt: at("23T00:07") });
  });

  it("is dispatched as the fleet's own policy says, one that has to be waited for included", async () => {
    const both = { ann: ["every 1h"], bob: ["every 1h"] };
    const real = roundRobin.create({}, {} as Host);
    const late = { decide: async (...asked: Parameters<typeof real.decide>) => real.decide(...asked) };
    const [now, later] = [prospect(both, { dispatch: real, slots: 1 }), prospect(both, { dispatch: late, slots: 1 })];
    expect(await rehearse(later)).toEqual(await rehearse(now));
  });
});

const HARD: Whens = {
  content: ["once a day between 06:00 and 09:00", "after strategist"],
  nightly: ["02:30 in America/New_York", "03:00 in Europe/Berlin"],
  reviewer: ["every 2h on weekdays", "every 4h on weekends"],
  strategist: ["Mon 10:00", "1st of the month 10:00"],
  trader: ["every 30m in NYSE"],
};

/** What the real rules, roster, dispatch policy and ledger make of the same time. */
async function played({ agents, slots, ...given }: PlanInput) {
  const [first] = agents;
  if (!first) throw new Error("nobody");
  const { habit, caps } = first;
  const simulation = new Simulation({
    ...given,
    slots,
    agents: agents.map(({ agent }) => agent),
    caps,
    outages: [],
    jumps: [],
    session: () => ({ ms: habit.ms, micros: habit.micros, outcome: { kind: "done", reason: "it is finished" } }),
  });
  await simulation.play();
  const dues = await Promise.all(agents.map(({ agent }) => simulation.dues(agent.name)));
  return dues.flat().map(({ agent, rule, from, state }) => [from, agent, rule, state] as const);
}

describe("what is planned is what happens", () => {
  it.each([
    { of: "a week with room", slots: 4, minutes: 12, zone: "UTC", from: MONDAY },
    { of: "one slot, long sessions", slots: 1, minutes: 47, zone: "UTC", from: MONDAY },
    { of: "two slots, clocks that go back", slots: 2, minutes: 35, zone: "America/New_York", from: at("01T00:00") },
    {
      of: "clocks that go forward, little money",
      slots: 2,
      minutes: 20,
      zone: "Europe/Berlin",
      from: Date.parse("2027-03-25T00:00Z"),
    },
  ])("$of", async ({ slots, minutes, zone, from }) => {
    const habit = { ms: minutes * MINUTE, micros: 700_000, basis: "" };
    const caps = { run: 1_500_000, agentDay: 5_000_000, fleetDay: 9_000_000 };
    const standing = Object.fromEntries(Object.keys(HARD).map((name) => [name, { habit, caps }]));
    // The real thing counts from the moment at which it first saw a rule.
    const given = prospect(HARD, { from, to: from + 10 * DAY, slots, zone, standing, catchUp: 5 * HOUR });
    const states = { runs: "ran", coalesced: "coalesced", skipped: "skipped", missed: "missed", waits: "pending" };
    const planned = (await rehearse({ ...given, from: from + 1 })).map(({ at: moment, agent, rule, fate }) => {
      return [moment, agent, rule, states[fate]] as const;
    });
    const settled = (all: readonly (readonly [number, string, string, string])[]) =>
      all
        .filter(([moment]) => moment < given.to - DAY)
        .map(String)
        .toSorted();
    expect(settled(planned).length).toBeGreaterThan(150);
    expect(settled(planned)).toEqual(settled(await played(given)));
  });
});
