import { utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { until } from "../limits.ts";
import { states, TestFleet, write } from "./fleet.ts";

interface Found {
  readonly reports: readonly { readonly key: string; readonly status: string; readonly acknowledged?: string }[];
  readonly incidents: readonly { readonly key: string }[];
}

const BEAT = "healthChecks: [{ use: cadence, file: ./heartbeat, days: 1, failDays: 3 }]";
const WORKSPACE = "workspaces: { desk: { remote: ../remote.git } }";

function beats(fleet: TestFleet, days: number): void {
  const file = join(fleet.folder, "heartbeat");
  writeFileSync(file, "");
  const at = Date.now() / 1000 - days * 86_400;
  utimesSync(file, at, at);
}

describe.concurrent("midwatch health", () => {
  it("ends with 0, 3 or 1, and an acknowledged warning warns no more", async () => {
    const fleet = new TestFleet({ agents: { ada: { program: states("done") } }, tasks: ["a"] });
    fleet.configure([WORKSPACE, BEAT]);
    beats(fleet, 0);
    const well = await fleet.cli("health", "--now");
    expect([well.code, well.stderr]).toEqual([0, ""]);
    expect(well.stdout).toMatch(/^pass\s+cadence:\.\/heartbeat\s+0 days\s+1 day/m);

    beats(fleet, 2);
    const warned = await fleet.cli("health", "--now");
    expect(warned.code).toBe(3);
    expect(warned.stdout).toContain("midwatch health ack cadence:./heartbeat --for 3d");
    expect((await fleet.cli("status")).stdout).toMatch(/Health\s+cadence:\.\/heartbeat/);

    expect((await fleet.cli("health", "ack", "cadence:./heartbeat", "--for", "3d")).code).toBe(0);
    const known = await fleet.ask<Found>("health", "--now");
    expect(known.reports.filter(({ status }) => status !== "pass")).toMatchObject([
      { key: "cadence:./heartbeat", status: "warn", acknowledged: expect.any(String) as string },
    ]);
    expect((await fleet.cli("health", "--now")).code).toBe(0);

    beats(fleet, 4);
    expect((await fleet.cli("health", "--now")).code).toBe(1);
    beats(fleet, 0);
    expect((await fleet.ask<Found>("health", "--now")).incidents).toEqual([]);
  });

  it("says again what was well, with its age, until it is asked anew or the fleet's files change", async () => {
    const fleet = new TestFleet({ agents: { ada: { program: states("done") } } });
    fleet.configure([WORKSPACE, BEAT]);
    beats(fleet, 0);
    await fleet.cli("health");
    beats(fleet, 2);
    const again = await fleet.cli("health");
    expect([again.code, again.stdout]).toEqual([0, expect.stringMatching(/^pass\s+cadence.*\(asked just now\)$/m)]);
    expect((await fleet.cli("health", "--now")).code).toBe(3);
    beats(fleet, 0);
    expect((await fleet.cli("health")).code).toBe(0);
    beats(fleet, 2);
    fleet.configure([WORKSPACE, BEAT, "slots: 3"]);
    expect((await fleet.cli("health")).code).toBe(3);
  });

  it("says what needs you as the status does, each with its command", async () => {
    const fleet = new TestFleet({ agents: { ada: { program: states("done") } } });
    await fleet.cli("stop", "ada", "--reason", "moving house");
    const keys = async (command: string) =>
      (await fleet.ask<{ needsYou: readonly { key: string }[] }>(command)).needsYou.map(({ key }) => key);
    expect(await keys("health")).toContain("stop:ada");
    expect(await keys("health")).toEqual(await keys("status"));
    expect((await fleet.cli("health", "--now")).stdout).toMatch(/moving house\n +midwatch start ada/);
    expect((await fleet.cli("uninstall")).stdout).toMatch(/moving house\n +midwatch start ada/);
  });

  it("knows of what keeps agents from nothing for a day at the longest, without a word of how long", async () => {
    const fleet = new TestFleet({ agents: { ada: { program: states("done") } } });
    await fleet.cli("health", "--now");
    fleet.alter(`INSERT INTO incident (key, "check", subject, first, report, opened, seen) VALUES
      ('containment:ada', 'containment', 'ada', 'open', '{"check":"containment","about":"ada","status":"warn","detail":"open"}', 1, 1)`);
    const known = await fleet.ask<{ until?: number }>("health", "ack", "containment:ada");
    expect(known.until).toBeGreaterThan(Date.now());
  });

  it("is missed from outside, by what is not run by what it watches (O04)", async () => {
    const fleet = new TestFleet({ agents: { ada: { program: states("done") } } });
    await fleet.cli("health", "--now");
    expect((await fleet.cli("check-dues")).code).toBe(0);
    fleet.alter("UPDATE health_run SET at = at - 27 * 3600000");
    const late = await fleet.cli("check-dues");
    expect([late.code, late.stderr]).toEqual([3, expect.stringContaining("no health check was made since")]);
    expect((await fleet.cli("health", "--now")).code).toBe(3);
    expect((await fleet.cli("check-dues")).code).toBe(0);
  });

  it("is looked after by a watch, which says what is wrong although nobody is due", async () => {
    const fleet = new TestFleet({ agents: { ada: { program: states("done"), settings: ["when: Mon 10:00"] } } });
    fleet.configure([WORKSPACE, BEAT]);
    const watch = fleet.start("watch");
    await until(() => watch.said.stdout.includes("cadence:./heartbeat: ./heartbeat is not there"), "the warning");
    watch.kill("SIGTERM");
    expect((await watch.finished).code).toBe(0);
    expect((await fleet.cli("status")).stdout).toContain("cadence:./heartbeat");
  });

  it("says what is wrong when the ledger cannot be read, and what of a question is", async () => {
    const fleet = new TestFleet({ agents: { ada: { program: states("done") } } });
    await fleet.cli("health", "--now");
    for (const [args, said] of [
      [["health", "ack"], "missing argument: an incident's key; no incident is open"],
      [["health", "ack", "rain"], 'no incident called "rain" is open'],
      [["health", "--for", "3d"], "--for goes with health ack"],
      [["report", "--since", "tomorrow"], "this time is in the future"],
      [["report", "--since", "banana"], "--since banana: write a time"],
    ] as const) {
      const { code, stderr } = await fleet.cli(...args);
      expect([code, stderr]).toEqual([2, expect.stringContaining(said)]);
    }
    fleet.configure([WORKSPACE, "healthChecks: [{ use: disk }, { use: disk, free: 9 }]"]);
    const twice = await fleet.cli("health", "--now");
    expect([twice.code, twice.stderr]).toEqual([2, expect.stringContaining('healthChecks: two are called "disk"')]);
    fleet.configure([WORKSPACE]);
    write(fleet.folder, ".midwatch/ledger.db", "nothing of the kind");
    const broken = await fleet.cli("health", "--now");
    expect([broken.code, broken.stdout]).toEqual([1, expect.stringMatching(/^fail\s+ledger .*is damaged/m)]);
    expect((await fleet.cli("report")).code).toBe(2);
  });
});

describe.concurrent("midwatch report", () => {
  it("tells of a fleet that never ran, of what was done, and of a stop", async () => {
    const fleet = new TestFleet({ agents: { ada: { program: states("done", "it is written") } }, tasks: ["a"] });
    expect((await fleet.cli("report")).stdout).toContain("nothing was due, and nothing ran. Nothing needs you.");
    await fleet.run("ada");
    write(fleet.folder, "STOP", "moving house\n");
    const { stdout } = await fleet.cli("report", "--since", "1h");
    expect(stdout).toContain("- the whole fleet is stopped by the STOP file: moving house");
    expect(stdout).toMatch(/- ada: Task a: it is written; published [0-9a-f]{7} to main/);
    const night = await fleet.ask<{ sessions: readonly object[] }>("report", "--since", "1h");
    expect(night.sessions).toMatchObject([{ agent: "ada", outcome: { kind: "done" }, assumed: [], learned: [] }]);
  });
});
