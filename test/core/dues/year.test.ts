import { describe, expect, it } from "vitest";
import type { AgentDefinition } from "../../../src/core/contracts/agent.ts";
import type { DueRecord } from "../../../src/core/contracts/due-record.ts";
import type { Outcome } from "../../../src/core/contracts/outcome.ts";
import type { When } from "../../../src/core/contracts/when.ts";
import { moments } from "../../../src/core/when/moments.ts";
import { isWhen, parseWhen } from "../../../src/core/when/parse.ts";
import { isTimeRule } from "../../../src/core/when/time-rule.ts";
import type { Host } from "../../../src/index.ts";
import { roundRobin } from "../../../src/policies/dispatch/round-robin.ts";
import { schedule } from "../../../src/policies/dispatch/schedule.ts";
import { KNOWN } from "../when/calendars.ts";
import { type Jump, type Outage, type Plan, Simulation } from "./simulated.ts";

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const YEAR = { from: Date.parse("2026-11-22T00:00:00Z"), to: Date.parse("2027-11-22T00:00:00Z") };

/** More of them: MIDWATCH_SEEDS=50 vitest run test/core/dues */
const SEEDS = Array.from({ length: Number(process.env.MIDWATCH_SEEDS ?? 1) }, (_, at) => at + 1);

/** Both articles' schedules, and what is hard: both changes to daylight saving, a rule after another, a gap, a leap day. */
const WHENS: Readonly<Record<string, readonly string[]>> = {
  content: ["once a day", "after strategist"],
  nightly: ["02:30 in America/New_York", "03:00 in Europe/Berlin"],
  reviewer: ["every 2h on weekdays", "every 4h on weekends", "min-gap 20m"],
  strategist: ["Mon 10:00"],
  trader: ["every 30m in NYSE"],
};

/** Numbers between 0 and 1, the same again for the same seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function whenOf(texts: readonly string[], zone: string): When {
  const parsed = parseWhen(texts, { ...KNOWN, zone, agents: Object.keys(WHENS) });
  if (!isWhen(parsed)) throw new Error(JSON.stringify(parsed));
  return parsed;
}

const agentsIn = (zone: string): AgentDefinition[] =>
  Object.entries(WHENS).map(([name, texts]) => ({
    name,
    description: name,
    instructions: "",
    workspace: "w",
    backend: { use: name },
    work: name === "reviewer" ? ["queue"] : ["duty"],
    limits: { minutes: 60 },
    folder: "",
    when: whenOf(texts, zone),
  }));

const OUTCOMES: readonly Outcome[] = [
  { kind: "done", reason: "it is finished" },
  { kind: "progress", reason: "some" },
  { kind: "idle", reason: "nothing on offer" },
  { kind: "failed", cause: "exit_code", reason: "it exited with 1" },
  { kind: "deferred", cause: "rate_limit", reason: "too many requests" },
];

interface Wanted {
  readonly seed: number;
  readonly jumping?: boolean;
  readonly lying?: boolean;
}

function yearOf({ seed, jumping = false, lying = true }: Wanted): Plan {
  const next = random(seed);
  const some = <T>(count: number, make: (at: number) => T): T[] =>
    Array.from({ length: count }, () => make(Math.round(YEAR.from + next() * (YEAR.to - YEAR.from)))).toSorted();
  const outages = lying
    ? some(12, (from): Outage => ({ from, to: from + Math.round(next() ** 3 * 5 * DAY) + MINUTE }))
    : [];
  const jumps = jumping ? some(6, (at): Jump => ({ at, by: Math.round((next() - 0.5) * 4 * DAY) })) : [];
  const zone = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"][seed % 4] ?? "UTC";
  const sessions = random(seed + 1);
  return {
    ...YEAR,
    zone,
    agents: agentsIn(zone),
    slots: 1 + (seed % 3),
    catchUp: [6, 24, 72][seed % 3] ?? 24,
    caps: { run: 2_000_000, agentDay: 8_000_000, fleetDay: 14_000_000 },
    outages: apart(outages),
    jumps: [...jumps, ...jumps.map(({ at, by }) => ({ at: at + 3 * DAY, by: -by }))],
    dispatch: (seed % 2 === 0 ? schedule : roundRobin).create({}, {} as Host),
    session: () => ({
      ms: MINUTE + Math.round(sessions() ** 4 * 3 * HOUR),
      micros: Math.round(sessions() * 2_000_000),
      outcome: OUTCOMES[Math.floor(sessions() ** 3 * OUTCOMES.length)] ?? { kind: "done", reason: "" },
    }),
  };
}

const apart = (outages: readonly Outage[]): Outage[] =>
  outages.toSorted((a, b) => a.from - b.from).filter(({ from }, at, all) => at === 0 || from > (all[at - 1]?.to ?? 0));

async function played(wanted: Wanted): Promise<{ plan: Plan; simulation: Simulation }> {
  const given = yearOf(wanted);
  const plan = { ...given, catchUp: given.catchUp * HOUR };
  const simulation = new Simulation(plan);
  await simulation.play();
  return { plan, simulation };
}

/** How many rows of dues stand for a moment. */
const standFor = (dues: readonly DueRecord[], rule: string, at: number) =>
  dues.filter((due) => due.rule === rule && (due.n === 1 ? due.from === at : due.from <= at && at <= due.to)).length;

describe("a year of a fleet, with outages, full slots, spent caps, failures and both changes to daylight saving", () => {
  describe.each(SEEDS)("seed %i", (seed) => {
    it("ends every due exactly once, as the rules of its kind have it (T01, T02, T03, T06, T13)", async () => {
      const { plan, simulation } = await played({ seed });
      const counted = { ran: 0, coalesced: 0, skipped: 0, missed: 0, pending: 0 };
      for (const agent of plan.agents) {
        const dues = await simulation.dues(agent.name);
        for (const { state } of dues) counted[state] += 1;
        everyMomentOnce(plan, agent, dues);
        everyReason(dues);
        pendingOnlyWhileWorthIt(dues, simulation.now());
      }
      expect(Object.values(counted).reduce((sum, n) => sum + n)).toBeGreaterThan(5_000);
      for (const state of ["ran", "coalesced", "skipped", "missed"] as const) expect(counted[state]).toBeGreaterThan(0);
      oneSessionADue(simulation);
      await withinCaps(plan, simulation);
      oneCatchUpARule(plan, simulation);
      gapsAreKept(plan, simulation);
      expect(simulation.most.open).toBeLessThanOrEqual(plan.slots);
      expect(simulation.most.ofOne).toBe(1);
    });
  });

  it.each(SEEDS.map((seed) => seed + 11))(
    "neither storms nor goes quiet when the clock jumps for days and back, seed %i (T04, T05)",
    async (seed) => {
      const { plan, simulation } = await played({ seed, jumping: true, lying: false });
      for (const agent of plan.agents) {
        const dues = await simulation.dues(agent.name);
        const keys = dues.map(({ rule, from }) => `${rule} ${from}`);
        expect(new Set(keys).size).toBe(keys.length);
        everyReason(dues);
      }
      const calm = await played({ seed, lying: false });
      const share = simulation.sessions.length / calm.simulation.sessions.length;
      expect(share).toBeGreaterThan(0.85);
      expect(share).toBeLessThan(1.15);
      await withinCaps(plan, simulation);
      expect(simulation.most.ofOne).toBe(1);
    },
  );
});

/** The moments are worked out here once more, in one go and not as they come. */
function everyMomentOnce({ from, to }: Plan, agent: AgentDefinition, dues: readonly DueRecord[]): void {
  const byRule = Map.groupBy(dues, ({ rule }) => rule);
  for (const rule of (agent.when?.rules ?? []).filter(isTimeRule)) {
    const own = byRule.get(rule.text) ?? [];
    const ranges = own.filter(({ n }) => n > 1);
    const single = new Map(own.filter(({ n }) => n === 1).map((due) => [due.from, due]));
    const all = [...moments(rule, { after: from, upTo: to })];
    const wrong = all.filter((at) => (single.has(at) ? 1 : 0) + standFor(ranges, rule.text, at) !== 1);
    expect(wrong, `${agent.name}: ${rule.text}`).toEqual([]);
    expect(own.reduce((sum, { n }) => sum + n, 0)).toBe(all.length);
  }
}

function everyReason(dues: readonly DueRecord[]): void {
  expect(dues.filter(({ reason }) => reason.trim() === "")).toEqual([]);
  expect(dues.filter(({ state, session }) => state === "ran" && session === undefined)).toEqual([]);
}

function pendingOnlyWhileWorthIt(dues: readonly DueRecord[], now: number): void {
  expect(dues.filter(({ state, until }) => state === "pending" && (until ?? 0) <= now)).toEqual([]);
}

function oneSessionADue({ sessions }: Simulation): void {
  expect(new Set(sessions.map(({ due }) => due.id)).size).toBe(sessions.length);
  expect(sessions.filter(({ due, startedAt }) => startedAt < due.from || startedAt >= (due.until ?? 0))).toEqual([]);
}

async function withinCaps({ caps, from }: Plan, { ledger, sessions }: Simulation): Promise<void> {
  const took = new Map((await ledger.history.reservations("2000-01-01")).map((one) => [one.session, one]));
  expect(took.size).toBe(sessions.length);
  expect(from).toBeGreaterThan(0);
  const spent = (some: typeof sessions) =>
    some.reduce((sum, { id }) => sum + (took.get(id)?.spent ?? took.get(id)?.micros ?? 0), 0);
  for (const [day, all] of Map.groupBy(sessions, ({ day }) => day)) {
    expect(spent([...all]), day).toBeLessThanOrEqual(caps.fleetDay ?? 0);
    for (const [agent, own] of Map.groupBy(all, (one) => one.agent))
      expect(spent([...own]), `${day} ${agent}`).toBeLessThanOrEqual(caps.agentDay ?? 0);
  }
}

/** Of all that fell into an outage, a rule runs at most one afterwards, and that within its window. */
function oneCatchUpARule({ outages }: Plan, { sessions }: Simulation): void {
  for (const { from, to } of outages) {
    const caughtUp = sessions.filter(({ due }) => due.from >= from && due.from < to);
    const rules = caughtUp.map(({ due }) => `${due.agent} ${due.rule}`);
    expect(new Set(rules).size, new Date(from).toISOString()).toBe(rules.length);
  }
}

function gapsAreKept({ agents }: Plan, { sessions }: Simulation): void {
  for (const { name, when } of agents) {
    const own = sessions.filter(({ agent }) => agent === name);
    const short = own.filter(
      ({ startedAt }, at) => at > 0 && startedAt - (own[at - 1]?.endedAt ?? 0) < (when?.minGap ?? 0),
    );
    expect(short).toEqual([]);
  }
}
