import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { findJobsIn } from "../../../src/cli/commands/cutover/old-jobs.ts";
import { differenceIn } from "../../../src/cli/commands/shadow/difference.ts";
import { cronRuns, journalRuns } from "../../../src/cli/commands/shadow/logs.ts";
import { type LookInput, look } from "../../../src/cli/commands/shadow/looking.ts";
import type { OldRuns } from "../../../src/cli/commands/shadow/old-runs.ts";
import { type ShadowLook, ShadowRecord } from "../../../src/cli/commands/shadow/record.ts";
import { DAY, HOUR, MINUTE, MONDAY, prospect, type Whens } from "../../core/plan/prospects.ts";

const NOTHING_WRITTEN: OldRuns = async () => undefined;

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-shadow-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

interface Shadowed {
  readonly whens: Whens;
  readonly crontab: string;
  /** Agents that init made of a line, by the line's number. */
  readonly made?: Readonly<Record<number, string>>;
  readonly runs?: OldRuns;
}

/** A shadow of some days, looked at every so often. */
async function shadowOf(
  { whens, crontab, made = {}, runs = NOTHING_WRITTEN }: Shadowed,
  every: number = HOUR,
  days = 7,
) {
  const folder = scratch();
  writeFileSync(join(folder, "crontab"), crontab.replaceAll("PROJ", folder));
  const jobs = await findJobsIn([folder], { crontab: join(folder, "crontab"), units: [] });
  const lines = Object.entries(made).map(([line, agent]) => ({ agent, from: `crontab line ${line}` }));
  const old = {
    jobs,
    steps: [{ at: 0, by: "init" as const, changes: [], jobs: lines }],
    agents: Object.keys(whens),
    zone: "UTC",
    runs,
  };
  const looks: ShadowLook[] = [];
  const input: Omit<LookInput, "now" | "earlier"> = {
    planInput: async (span) => prospect(whens, span),
    old,
    itemOf: async (agent) => `${agent}'s item`,
  };
  for (let now = MONDAY; now <= MONDAY + days * DAY; now += every)
    looks.push(await look({ ...input, now, earlier: looks }));
  return looks;
}

const CLAUDE = 'cd PROJ && claude -p "Fix one bug"';

describe("midwatch shadow", () => {
  it("finds no difference where the agent's schedule is the old one", async () => {
    const crontab = `0 3 * * * ${CLAUDE}\n`;
    const found = differenceIn(await shadowOf({ whens: { night: ["03:00"] }, crontab, made: { 1: "night" } }));
    expect(found).toMatchObject({ missed: [], extra: [], micros: { would: 7_000_000, missed: 0, extra: 0 } });
    expect(found.same).toHaveLength(7);
    expect(found.same.every(({ later }) => later === 0)).toBe(true);
  });

  it("shows what midwatch would miss, run beyond it, and run later, and what that costs", async () => {
    const crontab = `0 3 * * 1-5 ${CLAUDE}\n0 12 * * * ${CLAUDE} --model opus\n`;
    const whens = { night: ["cron 10 3 * * *"], noon: ["Mon 12:00"] };
    const found = differenceIn(await shadowOf({ whens, crontab, made: { 1: "night", 2: "noon" } }));
    expect(found.same.map(({ later }) => later)).toEqual([10, 0, 10, 10, 10, 10].map((minutes) => minutes * MINUTE));
    expect(found.missed.map(({ did }) => did.job)).toEqual(Array.from({ length: 6 }, () => "crontab line 2"));
    expect(found.missed[0]?.reason).toBe("no agent that stands for it is due then");
    // Saturday and Sunday.
    expect(found.extra.map(({ agent }) => agent)).toEqual(["night", "night"]);
    expect(found.micros).toEqual({ would: 8_000_000, missed: 6_000_000, extra: 2_000_000 });
  });

  it("says why a due of midwatch's would not have become a run", async () => {
    const crontab = `0 * * * * ${CLAUDE}\n`;
    const whens = { night: ["every 1h", "min-gap 2h"] };
    const { missed } = differenceIn(await shadowOf({ whens, crontab, made: { 1: "night" } }, HOUR, 1), 10 * MINUTE);
    expect(missed.length).toBeGreaterThan(8);
    expect(missed[0]?.reason).toMatch(/^night is due then, and is (?:coalesced|skipped): /);
  });

  it("sees the same however often it looks, and over a gap in which nobody did", async () => {
    const shadowed = { whens: { night: ["every 5h"] }, crontab: `30 2 * * * ${CLAUDE}\n`, made: { 1: "night" } };
    const [often, seldom] = [await shadowOf(shadowed, HOUR), await shadowOf(shadowed, 2 * DAY + HOUR, 6)];
    const until = (seldom.at(-1)?.to ?? 0) + 1;
    const startsOf = (looks: readonly ShadowLook[]) =>
      looks.flatMap(({ would }) =>
        would.flatMap(({ fate, startsAt = 0 }) => (fate === "runs" && startsAt < until ? [startsAt] : [])),
      );
    expect(startsOf(seldom)).toEqual(startsOf(often));
    expect(new Set(startsOf(often)).size).toBe(startsOf(often).length);
  });

  it("compares a job that was split into several agents with all of them", async () => {
    const crontab = `0 10 * * 1 ${CLAUDE}\n0 12 * * * ${CLAUDE}\n`;
    const whens = { strategist: ["Mon 10:00"], content: ["12:00"] };
    const found = differenceIn(await shadowOf({ whens, crontab }));
    expect(found).toMatchObject({ missed: [], extra: [] });
  });

  it("takes the runs that were written down, and only without any the schedule's", async () => {
    const crontab = `0 3 * * * ${CLAUDE}\n`;
    const at = MONDAY + 3 * HOUR + 2 * MINUTE;
    const runs: OldRuns = async (_, { from, to }) => ({ by: "log", at: [at].filter((one) => one > from && one <= to) });
    const found = differenceIn(await shadowOf({ whens: { night: ["03:00"] }, crontab, made: { 1: "night" }, runs }));
    expect(found.same).toMatchObject([{ did: { by: "log", at }, later: -2 * MINUTE }]);
    expect(found.extra).toHaveLength(6);
    const guessed = differenceIn(await shadowOf({ whens: { night: ["03:00"] }, crontab, made: { 1: "night" } }));
    expect(guessed.notes).toContainEqual(expect.stringContaining("nobody wrote down when it ran"));
  });

  it("names what would have been worked on, where it looked in time", async () => {
    const looks = await shadowOf({ whens: { night: ["03:00"] }, crontab: "" }, MINUTE, 0.2);
    expect(looks.flatMap(({ would }) => would)).toMatchObject([{ agent: "night", item: "night's item" }]);
  });
});

describe("the record of a shadow", () => {
  const one: ShadowLook = { v: 1, from: 1, to: 2, would: [], did: [], notes: [] };

  it("goes on after a line that was cut off", () => {
    const fleet = scratch();
    const record = new ShadowRecord(fleet);
    record.add(one);
    appendFileSync(join(fleet, ".midwatch/shadow/looks.jsonl"), '{"v":1,"from":2,"to"');
    record.add({ ...one, from: 2, to: 3 });
    expect(record.looks().map(({ to }) => to)).toEqual([2, 3]);
  });

  it("is kept beside when a shadow begins anew", () => {
    const fleet = scratch();
    const record = new ShadowRecord(fleet);
    record.add(one);
    expect(readFileSync(record.beginAnew(7) ?? "", "utf8")).toContain('"to":2');
    expect(record.looks()).toEqual([]);
    expect(readdirSync(join(fleet, ".midwatch/shadow"))).toEqual(["looks.jsonl.until-7"]);
  });

  it("says in a sentence that it cannot be written", () => {
    const fleet = scratch();
    mkdirSync(join(fleet, ".midwatch"));
    writeFileSync(join(fleet, ".midwatch/shadow"), "in the way");
    expect(() => new ShadowRecord(fleet).add(one)).toThrow(/looks.jsonl cannot be written: /);
  });
});

describe("what was written down of old runs", () => {
  const command = "cd /srv/p && claude -p 'Fix 5% of it'";

  it("is read from cron's log, in either form of its times, and only of that command and person", () => {
    const now = Date.parse("2026-12-01T05:00:00Z");
    const lines = [
      `2026-12-01T03:00:01.123456+00:00 host CRON[12]: (ann) CMD (${command.replace("%", "\\%")})`,
      `Nov 30 03:00:01 host CRON[11]: (ann) CMD (${command.replace("%", "\\%")})`,
      `Nov 30 03:00:01 host CRON[11]: (bob) CMD (${command.replace("%", "\\%")})`,
      "Nov 30 03:00:01 host CRON[11]: (ann) CMD (/bin/true)",
      "Nov 30 03:00:01 host cron[1]: (CRON) INFO (pidfile fd = 3)",
    ];
    const local = Date.parse("Nov 30 03:00:01 2026");
    expect(cronRuns(lines, { command, who: "ann" }, now)).toEqual([Date.parse("2026-12-01T03:00:01.123Z"), local]);
  });

  it("is read from systemd's journal, each run once", () => {
    const entry = (id: string, at: number, run: string) =>
      JSON.stringify({ MESSAGE_ID: id, __REALTIME_TIMESTAMP: `${at}000`, INVOCATION_ID: run });
    const [starting, started] = ["7d4958e842da4a758f6c1cdc7b36dcc5", "39f53479d3a045ac8e11786248231fbf"];
    const out = [entry(starting, 5, "a"), entry(started, 6, "a"), entry("be02", 7, "a"), entry(started, 9, "b")].join(
      "\n",
    );
    expect(journalRuns(out)).toEqual([5, 9]);
  });
});
