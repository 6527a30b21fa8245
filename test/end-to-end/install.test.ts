import { existsSync, readdirSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { states, TestFleet, write } from "./fleet.ts";

interface Shown {
  readonly units: readonly { readonly name: string; readonly text: string }[];
  readonly changes: readonly unknown[];
  readonly written: boolean;
}

const isBooted = existsSync("/run/systemd/system");
const ME = userInfo().username;
const fleet = new TestFleet({ agents: { ada: { program: states("done") } } });

describe("midwatch install", () => {
  it("shows the units, with absolute paths and the remote on this machine, and writes nothing", async () => {
    const shown = await fleet.ask<Shown>("install", "--user", "--run-as", ME, "--dry-run");
    expect(shown).toMatchObject({ written: false });
    expect(shown.units.map(({ name }) => name)).toEqual([
      "midwatch-fleet.service",
      "midwatch-fleet-check-dues.service",
      "midwatch-fleet-check-dues.timer",
    ]);
    const text = shown.units[0]?.text ?? "";
    expect(text).toMatch(/^ExecStart=\/\S+\/node \/\S+\/bin\.js watch --fleet \//m);
    expect(text).toMatch(/^ReadWritePaths=.*\/fleet -.*\/remote\.git /m);
    expect(text).not.toMatch(/^User=/m);
    expect(existsSync(join(fleet.home, ".config"))).toBe(false);
  });

  it("runs agents as root only where that was said", async () => {
    const asked = await fleet.cli("install", "--dry-run", ...(ME === "root" ? [] : ["--run-as", "root"]));
    expect(asked.code).toBe(ME === "root" ? 2 : 0);
    if (ME === "root")
      expect(asked.stderr).toMatch(/running agents as root cannot be contained; choose a user with --run-as/);
    const said = await fleet.ask<Shown>("install", "--dry-run", "--run-as", "root");
    expect(said.units[0]?.text).toMatch(/^User=root$/m);
  });

  it.for([
    ["--name", "Not a name!"],
    ["--user", "--run-as", "somebody-else"],
  ])("refuses %s %s", async (args) => {
    expect(await fleet.cli("install", "--dry-run", ...args)).toMatchObject({ code: 2 });
  });

  it.skipIf(isBooted)("says what to do where there is no systemd to read units", async () => {
    const { code, stderr } = await fleet.cli("install", "--user", "--run-as", ME, "--yes");
    expect(code).toBe(2);
    expect(stderr).toMatch(/does not use systemd: .*midwatch watch/);
    expect(existsSync(join(fleet.home, ".config"))).toBe(false);
  });
});

describe.skipIf(isBooted)("midwatch uninstall (skipped where it would ask the machine's systemd)", () => {
  it("says what is open, removes the fleet's units and no other, and keeps the data", async () => {
    const program = "echo saved > note; exit 1";
    const desk = new TestFleet({ agents: { ada: { program } }, tasks: ["a"] });
    desk.hook("pre-receive", "exit 1");
    const { session } = await desk.run("ada");
    const { units } = await desk.ask<Shown>("install", "--user", "--run-as", ME, "--dry-run");
    const folder = join(desk.home, ".config/systemd/user");
    for (const { name, text } of units) write(folder, name, text);
    write(folder, "midwatch-other.service", "# Written by midwatch install for the fleet /srv/other\n");

    expect((await desk.cli("uninstall", "--user")).stdout).toContain("Nothing was removed");
    const { code, stdout } = await desk.cli("uninstall", "--user", "--yes");
    expect(code).toBe(0);
    expect(stdout).toContain(`refs/midwatch/rescue/ada/${session}/1`);
    expect(readdirSync(folder)).toEqual(["midwatch-other.service"]);
    expect(existsSync(join(desk.folder, ".midwatch/ledger.db"))).toBe(true);
    expect((await desk.cli("uninstall", "--user")).stdout).toMatch(/^This fleet has no user units/);
  });
});
