import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { builtIn } from "../../../src/built-in.ts";
import { planCutover } from "../../../src/cli/commands/cutover/cutover.ts";
import { findOldJobs } from "../../../src/cli/commands/cutover/old-jobs.ts";
import { loadConfig } from "../../../src/config/config.ts";
import { rehearse } from "../../../src/core/plan/rehearsal.ts";
import { DAY, HOUR, MINUTE, prospect } from "../../core/plan/prospects.ts";
import { Home } from "../init/moving-in.ts";
import { FakeSystemd } from "./fake-systemd.ts";

const run = promisify(execFile);

/** A Monday; New York's clocks go back on the Sunday in the middle. */
const BEGIN = Date.parse("2026-10-26T00:00:00Z");
const DAYS = 14;
const NEW_YORK_WINTER = Date.parse("2026-11-01T06:00:00Z");

/** Moments of the article's timer, worked out by hand: neither systemd's words nor midwatch's rules are read for it. */
function momentsOfTimer(): number[] {
  const all: number[] = [];
  for (let day = BEGIN; day < BEGIN + DAYS * DAY; day += DAY) {
    const weekday = new Date(day).getUTCDay();
    all.push(day, day + 5 * HOUR);
    if (weekday === 1) all.push(day + 10 * HOUR);
    if (weekday === 0 || weekday === 6) continue;
    const behind = (day < NEW_YORK_WINTER ? 4 : 5) * HOUR;
    for (let hour = 10; hour <= 15; hour++) all.push(day + hour * HOUR + 30 * MINUTE + behind);
  }
  return all.toSorted((a, b) => a - b);
}

/** The script of the article, run at moments of a clock of its own; the programs that it calls do nothing but answer. */
class Script {
  private readonly home: Home;
  private readonly calls: string;

  constructor(home: Home) {
    this.home = home;
    this.calls = join(home.root, "calls");
    home.program("date", '[ "$1" = -u ] && shift && export TZ=UTC\nexec /bin/date -d "@$NOW" "$@"');
    home.program(
      "claude",
      `for word; do :; done\necho "$word" | head -1 >> ${this.calls}\necho '{"total_cost_usd":0.4}'`,
    );
    for (const name of ["git", "curl"]) home.program(name, "exit 0");
    home.program("jq", "echo 0.4");
  }

  /** Agent that the script sends out at a moment; undefined where it finds nothing due. */
  async dispatchedAt(now: number): Promise<string | undefined> {
    writeFileSync(this.calls, "");
    const PATH = `${join(this.home.root, "bin")}:/usr/bin:/bin`;
    const env = { PATH, NOW: `${now / 1000}`, PROJECT_DIR: this.home.repository, DISCORD_WEBHOOK: "x" };
    const lock = { GIT_LOCK_FILE: join(this.home.root, "lock") };
    await run("bash", [join(this.home.repository, "Revenue/infra/revenue-session.sh")], { env: { ...env, ...lock } });
    return /^# (?<agent>\S+)/.exec(readFileSync(this.calls, "utf8"))?.groups?.agent;
  }

  async fortnight(): Promise<string[]> {
    const all: string[] = [];
    for (const at of momentsOfTimer()) {
      const agent = await this.dispatchedAt(at);
      if (agent !== undefined) all.push(dispatch(at, agent));
    }
    return all;
  }
}

const dispatch = (at: number, agent: string) => `${new Date(at).toISOString()} ${agent}`;

/** Sessions that midwatch would run in that fortnight by the fleet's files. */
async function rehearsed(home: Home): Promise<string[]> {
  const { agents, zone, slots } = await loadConfig(home.repository, builtIn());
  const [like] = prospect({ any: ["Mon 10:00"] }).agents;
  if (!like) throw new Error("nobody");
  const input = prospect({}, { zone, slots, from: BEGIN, to: BEGIN + DAYS * DAY });
  const dues = await rehearse({ ...input, agents: agents.map((agent) => ({ ...like, agent })) });
  const runs = dues.filter(({ fate }) => fate === "runs");
  return runs.map(({ at, startsAt = at, agent }) => dispatch(startsAt, agent)).toSorted();
}

/** Schedules by which the script sends each of its agents out; init finds them but for what goes by the day's runs. */
const SCHEDULES: Readonly<Record<string, string>> = {
  strategist: "Mon 10:00",
  trader: "cron 30 10-15 * * 1-5 in America/New_York",
  "content-producer": '"cron 0 0,5 * * *"',
};

/** The condition that goes by the day's runs, as the owner writes it into `when`. */
function writeOnceADay(home: Home): void {
  const path = "agents/content-producer.md";
  home.write(path, home.read(path).replace(/^when:\n(?: {2}- .*\n)+/m, "when: once a day\n"));
}

describe("the cron article's system", () => {
  it("is moved in with an agent for each that its script sends out, and with every condition told", async () => {
    const home = Home.of("cron-article", "project");
    const { stdout } = await home.init("--yes");
    for (const agent of Object.keys(SCHEDULES))
      expect(home.read(`agents/${agent}.md`)).toContain(`Follow \`Revenue/agents/${agent}.md\`.`);
    for (const [agent, when] of Object.entries(SCHEDULES)) {
      const written = /^when:\n(?<lines>(?: {2}- .*\n)+)/m.exec(home.read(`agents/${agent}.md`))?.groups?.lines ?? "";
      expect(written.replaceAll(/ {2}# .*$/gm, "").trim()).toBe(`- ${when}`);
    }
    for (const told of [
      'revenue-session.timer line 7: "Mon 10:00" is not written here: then it never holds that',
      'strategist: Revenue/infra/revenue-session.sh line 42 runs it only where if [[ "$DOW" == 1 && "$HOUR" == 10 ]]',
      'trader: Revenue/infra/revenue-session.sh line 42 runs it only where if [[ "$DOW" -le 5 && "10#$MARKET" -ge 930',
      'content-producer: Revenue/infra/revenue-session.sh line 42 runs it only where if [[ "$(runs content-producer)" == 0 ]]',
      ".claude/settings.json has hooks (SessionStart, PreToolUse, Stop): they are off until midwatch trust",
      "flock -w 120 9; git pull origin master --rebase",
      'curl -fsS -X POST "$DISCORD_WEBHOOK"',
      "vault-pulse.sh --fast",
      '[[ "$(runs \'\')" -ge "$MAX_SESSIONS" ]]',
      "the file /etc/revenue/env",
    ])
      expect(stdout).toContain(told);
    expect(home.read("agents/trader.md")).toMatch(/turns: 40[\s\S]*minutes: 30/);
  });

  it("has in a fortnight of midwatch's the same agent at the same time as its script, dispatch by dispatch", async () => {
    const home = Home.of("cron-article", "project");
    await home.init("--yes");
    writeOnceADay(home);
    const script = await new Script(home).fortnight();
    const counts = Object.keys(SCHEDULES).map((agent) => script.filter((line) => line.endsWith(` ${agent}`)).length);
    expect(counts).toEqual([2, 60, 14]);
    expect(await rehearsed(home)).toEqual(script.toSorted());
  });

  it("is cut over from by its timer alone", async () => {
    const home = Home.of("cron-article", "project");
    const systemd = new FakeSystemd({
      "revenue-session.timer": { enabled: "enabled", active: true },
      "revenue-session.service": { enabled: "static", active: false },
    });
    const places = { crontab: "/dev/null", units: [join(home.root, "units")] };
    const { jobs } = await findOldJobs([home.repository], places);
    const { units, crontabs } = await planCutover(jobs, { off: [], keep: [] }, systemd);
    expect(units.map(({ name }) => name)).toEqual(["revenue-session.timer"]);
    expect(crontabs).toEqual([]);
  });
});
