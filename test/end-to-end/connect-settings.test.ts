import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { states, TestFleet, temporaryFolder, write } from "./fleet.ts";
import { Laptop } from "./laptop.ts";
import { Sshd, whyNoSshd } from "./sshd.ts";

const WHY_NOT = whyNoSshd();
const OWN = '{\n    "model": "opus",\n    "hooks": { "Stop": [ { "hooks": [] } ] }\n}';
const TOML = '# mine\n[prompt]\nabout = "me"\nfiles = ["~/tips.md"]\n\n[env]\nA = "b"\n';

describe.skipIf(WHY_NOT !== undefined)(`settings of a connected machine${WHY_NOT ? ` (${WHY_NOT})` : ""}`, () => {
  const sshd = new Sshd(temporaryFolder());
  const fleet = new TestFleet({ agents: { ann: { program: states("done") }, bob: { program: states("done") } } });
  beforeAll(() => sshd.start());
  afterAll(() => sshd.stop());

  it("hold what they held, and are byte for byte as before when the connection is removed", async () => {
    const laptop = new Laptop(fleet, sshd);
    writeFileSync(laptop.settings, OWN);
    const gptme = join(laptop.home, ".config/gptme/config.toml");
    write(laptop.home, ".config/gptme/config.toml", TOML);
    for (const _ of ["once", "again"]) expect(await laptop.connect("--agent", "ann")).toMatchObject({ code: 0 });
    const { model, hooks } = JSON.parse(laptop.claudeCode ?? "") as { model: string; hooks: Record<string, object[]> };
    expect(model).toBe("opus");
    expect(Object.entries(hooks).map(([name, entries]) => [name, entries.length])).toEqual([
      ["Stop", 2],
      ["SessionStart", 1],
      ["SessionEnd", 1],
    ]);
    const toml = readFileSync(gptme, "utf8");
    expect(toml).toContain(`files = ["${join(laptop.state, "brief.md")}", "~/tips.md"]`);
    expect(toml.match(/^event = "session\.(?:start|end)"$/gm)).toHaveLength(2);
    expect(laptop.read("brief.md")).toContain("midwatch: ann on hub, as it is now");
    expect(await laptop.cli(["connect", "--remove", "hub"])).toMatchObject({ code: 0, stderr: "" });
    expect(laptop.claudeCode).toBe(OWN);
    expect(readFileSync(gptme, "utf8")).toBe(TOML);
    expect(existsSync(laptop.state)).toBe(false);
  });

  it("keep what their owner has changed since", async () => {
    const laptop = new Laptop(fleet, sshd);
    const gptme = join(laptop.home, ".config/gptme/config.toml");
    write(laptop.home, ".config/gptme/config.toml", TOML);
    writeFileSync(laptop.settings, OWN);
    await laptop.connect("--agent", "ann");
    writeFileSync(laptop.settings, (laptop.claudeCode ?? "").replace("opus", "sonnet"));
    writeFileSync(gptme, `${readFileSync(gptme, "utf8")}[mcp]\nenabled = true\n`);
    await laptop.cli(["connect", "--remove", "hub"]);
    expect(laptop.claudeCode).toMatch(/"sonnet"/);
    expect(laptop.claudeCode).not.toContain("midwatch");
    expect(readFileSync(gptme, "utf8")).toBe(`${TOML}[mcp]\nenabled = true\n`);
  });

  it("are left as they are where midwatch cannot be put into them", async () => {
    const laptop = new Laptop(fleet, sshd);
    writeFileSync(laptop.settings, '{ "hooks": 3 }');
    const { code, stderr } = await laptop.connect("--agent", "ann");
    expect([code, stderr]).toEqual([2, expect.stringContaining("settings.json is left as it is: hooks is no object")]);
    expect(laptop.claudeCode).toBe('{ "hooks": 3 }');
  });

  it.each([
    ["--agent nobody", 'the fleet has no agent called "nobody"; there are: ann, bob'],
    ["", "the fleet has several agents: choose with --agent ann or bob"],
    ["--agent ann --command /no/midwatch", 'there is no "/no/midwatch" for a program that signs in to hub'],
    ["--agent ann --fleet /no/fleet", "/no/fleet"],
    ["--agent ann --command OLD", "midwatch on hub is older than this one"],
    ["--agent ann --command OTHER", "do not understand each other: update the one on this machine"],
    ["--agent ann --command FAILS", "gave no answer, and ended with 3: no disk"],
    ["--agent ann --wait 0", "--wait takes seconds, more than 0 and at most 60"],
    ["--agent ann --in /no/folder", "--in /no/folder: there is no such place"],
  ])("are not touched when it is wrong: %s", async (words, sentence) => {
    const laptop = new Laptop(fleet, sshd);
    const scripts = {
      OLD: `echo 'unknown command "receive"; midwatch --help lists them' >&2; exit 2`,
      OTHER: `sed -u 's/"protocol":1/"protocol":0/' | ${laptop.there} "$@"`,
      FAILS: "echo no disk >&2; exit 3",
    };
    const bin = join(laptop.home, "bin");
    mkdirSync(bin);
    for (const [name, script] of Object.entries(scripts)) write(bin, name, `#!/bin/sh\n${script}\n`, 0o755);
    const given = words.split(" ").filter(Boolean);
    const { code, stderr } = await laptop.connect(...given.map((word) => (word in scripts ? join(bin, word) : word)));
    expect([code, stderr]).toEqual([2, expect.stringContaining(sentence)]);
    expect(laptop.claudeCode).toBeUndefined();
    expect(existsSync(laptop.state)).toBe(false);
  });
});
