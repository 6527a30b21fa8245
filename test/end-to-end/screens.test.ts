import { chmodSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { says, states, TestFleet } from "./fleet.ts";

interface Screen {
  readonly needsYou: readonly { readonly key: string; readonly command: string; readonly sessions: number }[];
}

const PAID = { backend: "{ use: command, run: [bash, ./cat.sh], paid: true }", settings: [] };
const BLOCKED = says("blocked", "Nora has to give access");

/** A fleet with something of every kind that needs somebody, and one session of unknown cost. */
async function troubled() {
  const fleet = new TestFleet({
    agents: {
      ada: { program: says("done", "Nothing to do. Exiting."), work: "duty" },
      bob: { program: BLOCKED },
      cat: { ...PAID, program: says("progress", "half"), work: "duty" },
      dan: { program: states("done"), settings: ["when: Mon 10:00"] },
    },
    tasks: ["a", "b"],
  });
  for (const agent of ["ada", "bob", "bob", "cat"]) await fleet.run(agent);
  await fleet.cli("stop", "dan", "--reason", "moving house");
  fleet.alter(`INSERT INTO obligation (key, owner, action, at) VALUES ('salvage:x', 'owner', 'look at it', ${Date.now()});
    INSERT INTO claim VALUES ('desk', 'workspace-tasks', 'c', 'r', 'ada', NULL, 'quarantined', 'no-effect: nothing', 3, 0);
    INSERT INTO incident (key, "check", subject, first, report, opened, seen) VALUES
      ('disk', 'disk', '', 'full', '{"check":"disk","status":"warn","detail":"the disk is full"}', 1, 1)`);
  return fleet;
}

describe("the screens of one fleet", async () => {
  const fleet = await troubled();
  const [first, status, report] = await Promise.all([
    fleet.ask<
      Screen & { money: { micros: number; guesses: number }; proved: object[]; next: { stopped?: string }[] }
    >(),
    fleet.ask<Screen>("status"),
    fleet.ask<Screen & { spending: { agent: string; micros: number; guesses: number }[] }>("report", "--since", "1h"),
  ]);
  const keysOf = ({ needsYou }: Screen) => needsYou.map(({ key }) => key);

  it("say that the same things need somebody, each with its command (B5)", () => {
    expect(keysOf(first)).toEqual(keysOf(status));
    expect(keysOf(first)).toEqual(keysOf(report));
    for (const key of ["stop:dan", "salvage:x", "quarantine:workspace-tasks:c", "disk"])
      expect(keysOf(first)).toContain(key);
    expect(first.needsYou.find(({ key }) => key.startsWith("blocked:"))).toMatchObject({ sessions: 2 });
    expect(first.needsYou.filter(({ command }) => !command.startsWith("midwatch "))).toEqual([]);
  });

  it("say of files that others may write that they need somebody, with what ends it", async () => {
    const open = fleet.copy();
    const file = join(open.folder, "agents/ada.md");
    chmodSync(file, 0o666);
    const need = { key: `exposed:${file}`, kind: "exposed", command: `chmod go-w ${file}` };
    const keys: string[][] = [];
    for (const screen of [[], ["status"], ["report", "--since", "1h"]]) {
      const found = await open.ask<Screen>(...screen);
      expect(found.needsYou).toContainEqual(expect.objectContaining(need));
      keys.push(keysOf(found));
    }
    expect(keys[0]).toEqual(keys[1]);
    expect(keys[0]).toEqual(keys[2]);
    expect((await open.cli("status")).stdout.split(need.command)).toHaveLength(2);
  });

  it("say it in as many words on each", async () => {
    const count = `(${first.needsYou.length})`;
    const [, more] = /and (\d+) more: midwatch status --all/.exec((await fleet.cli()).stdout) ?? [];
    expect(Number(more)).toBe(first.needsYou.length - 3);
    expect((await fleet.cli("status")).stdout).toContain(`Needs you ${count}`);
    expect((await fleet.cli("report", "--since", "1h")).stdout).toContain(`${first.needsYou.length} things need you`);
  });

  it("say the same dollars, also of a session whose cost nobody knows (B7)", async () => {
    const { caps } = await fleet.ask<{ caps: { whose: string; spent: number }[] }>("budget");
    const spent = report.spending.reduce((sum, { micros }) => sum + micros, 0);
    expect([first.money.micros, first.money.guesses]).toEqual([spent, 1]);
    expect(spent).toBeGreaterThan(0);
    expect(caps.find(({ whose }) => whose === "*")?.spent).toBe(spent);
  });

  it("say of a session that nothing shows that it did what it says (B2)", async () => {
    expect(first.proved).toEqual([]);
    expect((await fleet.cli("sessions", "ada")).stdout).toContain("done, unproven");
    expect((await fleet.cli("why", "ada")).stdout).toContain("Proof   none");
    expect((await fleet.cli("report", "--since", "1h")).stdout).toMatch(
      /done, unproven: .*: Nothing to do\. Exiting\./,
    );
  });

  it("show who is stopped, and run them for nobody (B8)", async () => {
    const { code, stdout } = await fleet.cli("run", "dan");
    expect([code, stdout]).toEqual([75, expect.stringContaining("moving house")]);
    expect(first.next).toMatchObject([{ agent: "dan", stopped: "midwatch start dan" }]);
    expect((await fleet.cli()).stdout).toContain("dan is stopped: midwatch start dan");
    expect((await fleet.cli("agents")).stdout).toMatch(/^dan .*stopped: midwatch start dan; Mon 10:00/m);
  });
});
