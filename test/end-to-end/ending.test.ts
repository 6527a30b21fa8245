import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { aMoment, until } from "../limits.ts";
import { appears, BIN, processesWith } from "./command-line.ts";
import { states, TestFleet, write } from "./fleet.ts";

const WORKSPACE = "workspaces: { desk: { remote: ../remote.git } }";

/** What a plugin's parts may leave behind: a timer, and a socket that listens. */
const LINGERS = `import { createServer } from "node:http";
setInterval(() => {}, 1000);
createServer(() => {}).listen(0, "127.0.0.1");
`;

/** A plugin with one part, which is of the owner's making. */
const plugin = (slot: string, create: string) => `import { writeFileSync } from "node:fs";
const options = { safeParse: (data) => ({ success: true, data }) };
const part = { name: "mine", options, create: ${create} };
export default { name: "mine", register: (registry) => registry.provide(${JSON.stringify(slot)}, part) };
`;

/** Says that it was asked, and never answers. */
const deaf = ({ signals }: TestFleet, method: string) =>
  `() => ({ name: "mine", tier: "primary", ${method}: () => { writeFileSync("${signals}/asked", ""); return new Promise(() => {}); } })`;

function fleetWith(program: (fleet: TestFleet) => string, lines: readonly string[], work?: string): TestFleet {
  const agent = { program: states("done"), ...(work !== undefined && { work }) };
  const fleet = new TestFleet({ agents: { ada: agent }, tasks: ["a"] });
  write(fleet.folder, "mine.mjs", program(fleet));
  fleet.configure([WORKSPACE, "plugins: [./mine.mjs]", ...lines]);
  return fleet;
}

const CHECKED = ["healthChecks: [{ use: mine }]"];
const WELL = `() => ({ name: "mine", about: "fleet", check: () => ({ check: "mine", status: "pass", detail: "it is well" }) })`;

const lingering = () => fleetWith(() => LINGERS + plugin("healthCheck", WELL), CHECKED);

const ended = async (run: ReturnType<TestFleet["start"]>) => (await run.finished).code;

describe.concurrent("a command ends when it has answered, whatever a plugin leaves behind (B13)", () => {
  it.for([
    ["health", 0],
    ["check", 0],
    ["plan", 0],
    ["items", 0],
    ["brief ada", 0],
    ["report", 0],
    ["backends", 0],
    ["tick", 0],
    ["run ada", 0],
  ] as const)("%s", async ([command, code]) => {
    const fleet = lingering();
    const run = fleet.start(...command.split(" "));
    expect([await ended(run), run.said.stdout]).toEqual([code, expect.stringMatching(/\S/)]);
  });

  it("watch, when it was told to (S16)", async () => {
    const fleet = lingering();
    const watch = fleet.start("watch");
    await until(() => watch.said.stdout.includes("no agent will ever be due"), "its first word");
    watch.kill("SIGTERM");
    expect(await ended(watch)).toBe(0);
  });

  it("a command ends not before all of its answer was read", async () => {
    const long = WELL.replace('"it is well"', '"it is well ".repeat(500_000)');
    const fleet = fleetWith(() => LINGERS + plugin("healthCheck", long), CHECKED);
    const child = spawn(process.execPath, [BIN, "health", "--json", "--fleet", fleet.folder], {
      env: { PATH: process.env.PATH ?? "", HOME: fleet.home },
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "readable");
    // Longer than it would stay for the plugin.
    await aMoment(3_000);
    let said = "";
    for await (const text of child.stdout.setEncoding("utf8")) said += String(text);
    expect((JSON.parse(said) as { reports: readonly unknown[] }).reports.length).toBeGreaterThan(0);
  });
});

describe.concurrent("a stop while something does not answer (B13)", () => {
  it("ends health with what it has", async () => {
    const fleet = fleetWith((made) => LINGERS + plugin("healthCheck", deaf(made, "check")), CHECKED);
    const run = fleet.start("health");
    await appears(join(fleet.signals, "asked"));
    run.kill("SIGTERM");
    expect(await ended(run)).toBe(3);
    expect(run.said.stdout).toMatch(/^warn\s+mine.* SIGTERM: stopped/m);
    expect(run.said.stdout).toMatch(/^pass\s+disk/m);
  });

  it("ends health with what it has, when it is a backend", async () => {
    const backend = (made: TestFleet) =>
      LINGERS + plugin("backend", deaf(made, "probe").replace("() => ({", "() => ({ run() {},"));
    const fleet = fleetWith(backend, []);
    write(fleet.folder, "agents/ada.md", "---\ndescription: x\nbackend: { use: mine }\nwork: duty\n---\n");
    const run = fleet.start("health");
    await appears(join(fleet.signals, "asked"));
    run.kill("SIGTERM");
    expect(await ended(run)).toBe(1);
    expect(run.said.stdout).toMatch(/^fail\s+mine.* SIGTERM: stopped/m);
  });

  it.for(["items", "brief ada"])("ends %s, which has nothing yet", async (command) => {
    const source = (made: TestFleet) => LINGERS + plugin("workSource", deaf(made, "candidates"));
    const fleet = fleetWith(source, ["sources: [{ use: mine }]"], "mine");
    const run = fleet.start(...command.split(" "));
    await appears(join(fleet.signals, "asked"));
    run.kill("SIGTERM");
    await ended(run);
    expect(run.said.stderr).toContain("left without an answer");
  });

  it("leaves no process of a program that hears no signal, nor its children", async () => {
    const left = "64209.5";
    const fleet = new TestFleet({ agents: { ada: { program: states("done") } }, containment: "containment: group" });
    const script = `trap '' TERM INT HUP; touch ${fleet.signals}/asked; sleep ${left} & while :; do sleep ${left}; done`;
    write(fleet.folder, "deaf.sh", script);
    const check = "healthChecks: [{ use: command, name: deaf, run: [bash, ./deaf.sh] }]";
    write(fleet.folder, "midwatch.yaml", [WORKSPACE, "containment: group", check, ""].join("\n"));
    const run = fleet.start("health");
    await appears(join(fleet.signals, "asked"));
    await until(() => processesWith(left).length > 1, "its children");
    run.kill("SIGTERM");
    expect(await ended(run)).toBe(3);
    // They are killed with its last breath; on a busy machine it is a moment until they are gone.
    await until(() => processesWith(left).length === 0, "gone");
  });

  it("says so when nothing is left that could answer", async () => {
    const source = (made: TestFleet) => plugin("workSource", deaf(made, "candidates"));
    const fleet = fleetWith(source, ["sources: [{ use: mine }]"], "mine");
    const { code, stderr } = await fleet.cli("items");
    expect([code, stderr]).toEqual([1, expect.stringContaining("never answered")]);
  });
});

/** Nothing is lost of what was written. */
describe("a session in a fleet whose plugin lingers (S16)", () => {
  it("is kept before its process ends", async () => {
    const fleet = lingering();
    const ran = await fleet.run("ada");
    expect(ran).toMatchObject({ code: 0, publication: { kind: "published" } });
    expect(
      execFileSync("git", ["-C", fleet.remote, "log", "-1", "--format=%B", "main"], { encoding: "utf8" }),
    ).toContain(ran.session);
  });
});
