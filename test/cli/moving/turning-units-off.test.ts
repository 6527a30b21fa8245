import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { carryOutCutover } from "../../../src/cli/commands/cutover/carry-out.ts";
import { planCutover } from "../../../src/cli/commands/cutover/cutover.ts";
import { findOldJobs } from "../../../src/cli/commands/cutover/old-jobs.ts";
import { carryOutLeaving } from "../../../src/cli/commands/leave/carry-out.ts";
import { planLeaving } from "../../../src/cli/commands/leave/leaving.ts";
import { MovingRecord } from "../../../src/cli/moving/record.ts";
import { filePlace } from "../../../src/cli/moving/text-places.ts";
import { turnedOff, unwritten } from "../../../src/cli/moving/turned-off.ts";
import { FakeSystemd } from "./fake-systemd.ts";

const NOBODY = { off: [], keep: [] };
const SERVICE = (extra = "") => `[Service]\nWorkingDirectory=PROJ\nExecStart=claude -p "Fix one bug"\n${extra}`;
const ON = { enabled: "enabled", active: true };
const IDLE = { enabled: "static", active: false };

/** A machine with a timer's unit and one that always runs, a crontab, and a repository that they work in. */
class Machine {
  readonly root = mkdtempSync(join(tmpdir(), "midwatch-cutover-"));
  readonly fleet = join(this.root, "project");
  readonly units = join(this.root, "units", "user");
  readonly crontabFile = join(this.root, "crontab");
  readonly systemd = new FakeSystemd({ "night.timer": ON, "night.service": IDLE, "loop.service": ON });
  readonly record = new MovingRecord(this.fleet);
  started = 0;

  constructor() {
    mkdirSync(this.fleet, { recursive: true });
    mkdirSync(this.units, { recursive: true });
    this.put("night.service", SERVICE());
    this.put("night.timer", "[Timer]\nOnCalendar=daily\n");
    this.put("loop.service", SERVICE("Restart=always\n"));
    writeFileSync(this.crontabFile, `0 3 * * * cd ${this.fleet} && claude -p "Fix one bug"\n`);
    onTestFinished(() => rmSync(this.root, { recursive: true, force: true }));
  }

  put(name: string, text: string): void {
    writeFileSync(join(this.units, name), text.replaceAll("PROJ", this.fleet));
  }

  get crontab() {
    return filePlace(this.crontabFile);
  }

  async plan() {
    const { jobs } = await findOldJobs([this.fleet], { crontab: this.crontabFile, units: [this.units] });
    return planCutover(jobs, NOBODY, this.systemd);
  }

  async cutOver(start = () => this.begin()): Promise<void> {
    const parts = { systemd: this.systemd, crontab: this.crontab, record: this.record, now: 1 };
    await carryOutCutover(await this.plan(), { lines: [], start }, parts);
  }

  private async begin(): Promise<void> {
    this.started += 1;
  }

  leaving() {
    return planLeaving(this.fleet, { systemd: this.systemd, crontab: this.crontab });
  }

  async leave(): Promise<void> {
    await carryOutLeaving(await this.leaving(), { systemd: this.systemd }, 2);
  }

  async state() {
    return { units: { ...this.systemd.units }, crontab: (await this.crontab.read())?.toString() };
  }
}

describe("cutover of units", () => {
  it("names every job that runs here by the clock", async () => {
    const { off, refusals } = await new Machine().plan();
    expect(off.map(({ origin }) => origin.from).toSorted()).toEqual([
      expect.stringMatching(/crontab.* line 1$/),
      "loop.service",
      "night.service",
    ]);
    expect(refusals).toEqual([]);
  });

  it("turns off timers, services that always run and crontab lines, and leave turns the same on again", async () => {
    const machine = new Machine();
    const before = await machine.state();
    await machine.cutOver();
    expect(machine.started).toBe(1);
    expect(machine.systemd.units).toMatchObject({ "night.timer": { enabled: "disabled", active: false } });
    expect(machine.systemd.units).toMatchObject({ "loop.service": { enabled: "disabled", active: false } });
    expect((await machine.state()).crontab).toMatch(/^# turned off by midwatch cutover: 0 3/);
    expect((await machine.plan()).off).toEqual([]);
    await machine.leave();
    expect(await machine.state()).toEqual(before);
  });

  it("waits for a service that its timer has started", async () => {
    const machine = new Machine();
    machine.systemd.units["night.service"] = { isThere: true, enabled: "static", active: true };
    expect((await machine.plan()).refusals).toEqual([
      "night.service is at work now, and would go on beside midwatch: run cutover when it has ended",
    ]);
  });

  it("leaves a unit alone that is not in force", async () => {
    const machine = new Machine();
    machine.systemd.units["night.timer"] = { isThere: true, enabled: "disabled", active: false };
    const { off, idle } = await machine.plan();
    expect(off.map(({ origin }) => origin.from)).not.toContain("night.service");
    expect(idle.map(({ origin }) => origin.from)).toEqual(["night.service"]);
  });

  it("puts everything back where a unit cannot be turned off, or midwatch not on", async () => {
    const machine = new Machine();
    const before = await machine.state();
    machine.systemd.stuck.add("loop.service");
    await expect(machine.cutOver()).rejects.toThrow(/loop.service: Access denied; everything is as it was$/);
    expect(await machine.state()).toEqual(before);
    machine.systemd.stuck.clear();
    await expect(machine.cutOver(() => Promise.reject(new Error("no bus")))).rejects.toThrow("everything is as it was");
    expect(await machine.state()).toEqual(before);
    expect(machine.record.steps()).toEqual([]);
  });

  it("turns nothing off where no copy can be kept", async () => {
    const machine = new Machine();
    const before = await machine.state();
    writeFileSync(join(machine.fleet, ".midwatch"), "in the way");
    await expect(machine.cutOver()).rejects.toThrow("so nothing was changed");
    expect(await machine.state()).toEqual(before);
  });
});

describe("leaving after a cutover", () => {
  it("names a unit that is gone with its copy, and puts back the rest", async () => {
    const machine = new Machine();
    await machine.cutOver();
    rmSync(join(machine.units, "loop.service"));
    delete machine.systemd.units["loop.service"];
    const { units, record } = await machine.leaving();
    const gone = units.find(({ name }) => name === "loop.service");
    expect(gone).toMatchObject({ isThere: false, copy: expect.stringContaining(record.folder) });
    await machine.leave();
    expect(machine.systemd.units).toMatchObject({ "night.timer": ON });
    expect(machine.systemd.units["loop.service"]).toBeUndefined();
  });

  it("keeps a crontab that a person has removed as it is, and says where its text is", async () => {
    const machine = new Machine();
    await machine.cutOver();
    rmSync(machine.crontabFile);
    const { texts } = await machine.leaving();
    expect(texts.map(({ undone }) => undone.text)).toEqual([expect.stringContaining("as it was: ")]);
    await machine.leave();
    expect(await machine.crontab.read()).toBeUndefined();
  });
});

describe("lines of a crontab", () => {
  const before = Buffer.from("# caf\xe9\r\n0 1 * * * one\r\n0 2 * * * two", "latin1");
  const after = turnedOff(before, [2, 3], ["* * * * * tick # by midwatch cutover"]);

  it("are turned off where they stand, byte for byte", () => {
    expect(after.toString("latin1")).toBe(
      "# caf\xe9\r\n# turned off by midwatch cutover: 0 1 * * * one\r\n# turned off by midwatch cutover: 0 2 * * * two\n* * * * * tick # by midwatch cutover\n",
    );
  });

  it("are turned on again among others, and one that somebody has changed is named", () => {
    const now = Buffer.from(after.toString("latin1").replace("0 2 * * * two", "0 9 * * * two"), "latin1");
    const { bytes, lost } = unwritten(now, { before, after });
    expect(bytes.toString("latin1")).toBe("# caf\xe9\r\n0 1 * * * one\r\n0 9 * * * two\n");
    expect(lost).toEqual(["# turned off by midwatch cutover: 0 2 * * * two"]);
  });
});
