import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { until } from "../limits.ts";
import { states, TestFleet, write } from "./fleet.ts";

const WORKSPACE = "workspaces: { desk: { remote: ../remote.git } }";
const SETTINGS = [WORKSPACE, "zone: Europe/Berlin"];
const PLUGIN = "plugins: [./part.mjs]";
const RIGHT = 'export default { name: "part", register() {} };\n';

interface Told {
  readonly needsYou: readonly { readonly key: string; readonly text: string; readonly command: string }[];
}

async function ranOnce(): Promise<TestFleet> {
  const fleet = new TestFleet({
    agents: { ada: { program: states("done"), settings: ["when: on inbox"] } },
    tasks: ["a"],
  });
  fleet.configure(SETTINGS);
  await fleet.run("ada");
  return fleet;
}

/** Files with a mistake of each kind, and where it is. */
const WRONG: Readonly<Record<string, readonly [place: string, make: (fleet: TestFleet) => void]>> = {
  "an unknown option": ["midwatch.yaml:4: ", (fleet) => fleet.configure([...SETTINGS, "slotz: 3"])],
  "a file that is no YAML": ["midwatch.yaml:4: ", (fleet) => fleet.configure([...SETTINGS, "slots: a: b"])],
  "an agent's option": [
    "agents/ada.md:2: ",
    (fleet) => write(fleet.folder, "agents/ada.md", "---\nworkz: [x]\ndescription: x\n---\n"),
  ],
  "a plugin that throws": [
    "midwatch.yaml:4: plugins.0: ",
    (fleet) => {
      write(fleet.folder, "part.mjs", 'throw new Error("no such library");\n');
      fleet.configure([...SETTINGS, PLUGIN]);
    },
  ],
};

describe("a fleet whose files have mistakes", () => {
  it.each(Object.entries(WRONG))(
    "says on every screen that no session starts (B5): %s",
    async (_what, [place, make]) => {
      const fleet = await ranOnce();
      make(fleet);
      for (const args of [[], ["status"], ["report"], ["health"], ["doctor", fleet.folder], ["tick"], ["run", "ada"]]) {
        const { code, stdout, stderr } = await fleet.cli(...args);
        const said = stdout + stderr;
        expect([args[0], said.includes(place), said.includes("no session starts")]).toEqual([args[0], true, true]);
        expect([args[0], said.includes("midwatch check")]).toEqual([args[0], true]);
        expect([args[0], code !== 0]).toEqual([
          args[0],
          args.length > 0 && !["status", "report"].includes(args[0] ?? ""),
        ]);
      }
      const seen = await Promise.all([[], ["status"], ["report"], ["health"]].map((args) => fleet.ask<Told>(...args)));
      const [first] = seen;
      for (const { needsYou } of seen) expect(needsYou[0]).toEqual(first?.needsYou[0]);
      expect(first?.needsYou[0]).toMatchObject({ key: "mistakes", command: "midwatch check" });
      expect((await fleet.cli("status")).stdout).toMatch(
        /midwatch check {2}\(mistakes, since \d{4}-\d\d-\d\d \d\d:\d\d\)/,
      );

      fleet.configure(SETTINGS);
      fleet.declare("ada", { program: states("done") });
      expect((await fleet.ask<Told>("status")).needsYou).toEqual([]);
      expect((await fleet.cli("doctor", fleet.folder)).stdout).not.toContain("no session starts");
    },
  );

  it("says so where nothing has ever run", async () => {
    const fleet = new TestFleet({ agents: { ada: { program: states("done") } } });
    fleet.configure([...SETTINGS, "slotz: 3"]);
    for (const args of [[], ["status"], ["report"], ["sessions"]]) {
      const { stdout, stderr } = await fleet.cli(...args);
      expect([args, stdout + stderr]).toEqual([args, expect.stringMatching(/no session starts.*midwatch\.yaml:4: /)]);
    }
    expect((await fleet.ask<Told>("report")).needsYou).toMatchObject([{ key: "mistakes" }]);
  });

  it("is told of once by a watch, which starts nobody until they are right, and takes it back then", async () => {
    const fleet = await ranOnce();
    const letters = join(fleet.signals, "letters");
    const channel = `channels: { mail: { use: command, run: [bash, -c, 'cat >> ${letters}; echo >> ${letters}'] } }`;
    const reporting = [...SETTINGS, channel, "reports: [{ on: incident, to: mail }]", PLUGIN];
    write(fleet.folder, "part.mjs", RIGHT);
    fleet.configure(reporting);
    const watch = fleet.start("watch", "--json");
    const told = () => (existsSync(letters) ? readFileSync(letters, "utf8") : "");
    const said = (type: string) => watch.said.stdout.split(`"type":"${type}"`).length - 1;
    await until(() => said("resting") > 0, "rest");

    write(fleet.folder, "part.mjs", 'throw new Error("no such library");\n');
    await until(() => told().includes("no such library"), "a letter");
    await fleet.cli("tell", "ada", "Are you there?");
    // What is told by hand is looked at by a round of its own.
    const rests = said("resting");
    write(fleet.folder, ".midwatch/inbox/ada/new/2.md", "Are you there?\n");
    await until(() => said("resting") > rests, "another look");
    expect(said("started")).toBe(0);
    expect(told().split("no such library")).toHaveLength(2);

    write(fleet.folder, "part.mjs", RIGHT);
    await until(() => said("ended") > 0, "a session");
    await until(() => told().includes("mistakes is resolved"), "the other letter");
    watch.kill("SIGTERM");
    await watch.finished;
    expect((await fleet.ask<Told>("status")).needsYou).toEqual([]);
  });
});
