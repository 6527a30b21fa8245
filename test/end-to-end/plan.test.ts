import { describe, expect, it } from "vitest";
import { states, TestFleet, write } from "./fleet.ts";

/** One agent that works by the clock, and one that only works when it is asked to. */
function clocked() {
  const fleet = new TestFleet({ agents: { ada: { program: states("done"), work: "duty" }, bob: {} }, tasks: [] });
  const settings = ["description: by the clock", "backend: { use: command, run: [bash, ./ada.sh] }", "work: duty"];
  write(fleet.folder, "agents/ada.md", `---\n${settings.join("\n")}\nwhen: Mon 10:00\n---\n\n# Ada\n`);
  return fleet;
}

const today = () => new Date().toISOString().slice(0, 10);

describe("plan", () => {
  it("names the agents that no plan can foresee, and leaves nothing in the ledger", async () => {
    const fleet = clocked();
    const { code, stdout } = await fleet.cli("plan");
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/ada +runs +\$0\.00 +Mon 10:00 in UTC[\s\S]*bob has no schedule/) as string,
    });
    expect(fleet.rows("SELECT * FROM due")).toEqual([]);
    expect(fleet.rows("SELECT * FROM cursor")).toEqual([]);
  });

  it.each([
    [["plan", "--from", "soon"], "--from soon: not a valid time; write 2027-03-08"],
    [["plan", "--next", "week"], "--next week: not a valid duration; write 12h, 7d or 30d"],
    [["plan", "eve"], 'no agent is called "eve"'],
    [["why", "ada", "--at", "soon"], "--at soon: not a valid time"],
  ])("refuses %s", async (args, sentence) => {
    const { code, stderr } = await clocked().cli(...args);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(sentence) as string });
  });

  it("starts nobody who is stopped, and says by whom", async () => {
    const fleet = clocked();
    await fleet.cli("stop", "ada", "--reason", "on holiday");
    const { stdout } = await fleet.cli("plan", "ada");
    expect(stdout).toMatch(/ada +skipped +– +Mon 10:00 in UTC: stopped by .*: on holiday/);
  });
});

describe("why at a moment", () => {
  it("tells of a due that there was, and of its session", async () => {
    const fleet = clocked();
    const { session } = await fleet.run("ada");
    const [due] = fleet.rows<{ from: number }>('SELECT "from" FROM due');
    const at = new Date(due?.from ?? 0).toISOString().slice(0, 16).replace("T", " ");
    const { stdout } = await fleet.cli("why", "ada", "--at", at);
    expect(stdout).toContain(`ada at ${at} (UTC)`);
    expect(stdout).toContain("Due     manual/ada: ran;");
    expect(stdout).toContain(`Session ${session.slice(-8)}: done: as asked`);
  });

  it("tells of the nearest ones where no rule has a moment", async () => {
    const { stdout } = await clocked().cli("why", "ada", "--at", "2026-11-18 10:30");
    expect(stdout).toContain(
      "No schedule of it includes this time.\nBefore  2026-11-16 10:00\nAfter   2026-11-23 10:00",
    );
  });

  it("tells that nobody was there to count a moment of a rule that is new", async () => {
    const { stdout } = await clocked().cli("why", "ada", "--at", "2025-11-17 10:00");
    expect(stdout).toContain("Nothing is known of it: Mon 10:00 in UTC includes this time now");
  });

  it("tells what would come of one that is to come", async () => {
    const fleet = clocked();
    write(fleet.folder, "agents/ada.md", `${agentFile}when: daily 23:59\n---\n`);
    const { stdout } = await fleet.cli("why", "ada", "--at", `${today()} 23:59`);
    expect(stdout).toMatch(/Planned daily 23:59 in UTC: it would run from \S+ 23:59 to about \S+ \S+|Due/);
  });
});

const agentFile = "---\ndescription: by the clock\nbackend: { use: command, run: [bash, ./ada.sh] }\nwork: duty\n";

describe("bare midwatch", () => {
  it("says who is due next", async () => {
    const fleet = clocked();
    await fleet.run("ada");
    expect((await fleet.cli()).stdout).toMatch(/^Next +(?:\S+ )?10:00 ada$/m);
    write(fleet.folder, "midwatch.yaml", "slots: many\n");
    expect((await fleet.cli()).stdout).toMatch(/^Next +the fleet's files have mistakes: midwatch check$/m);
  });
});
