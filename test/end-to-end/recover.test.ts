import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { appears } from "./command-line.ts";
import { states, TestFleet } from "./fleet.ts";

describe("midwatch recover", () => {
  it("ends what was killed, and keeps what it had written, without opening a session (K17)", async () => {
    const program = "echo saved > note; touch $signals/at-work; sleep 6300.25";
    const fleet = new TestFleet({ agents: { ada: { program } }, tasks: ["a"] });
    const run = fleet.start("run", "ada");
    await appears(join(fleet.signals, "at-work"));
    run.kill();
    await run.finished;
    const { code, stdout } = await fleet.cli("recover");
    const [ref = ""] = fleet.refs();
    expect(code).toBe(0);
    expect(stdout).toContain(`its work is on ${ref}`);
    expect(fleet.git("show", `${ref}:note`)).toBe("saved");
    expect(fleet.rows("SELECT outcome ->> 'kind' AS kind FROM session")).toEqual([{ kind: "crashed" }]);
    expect((await fleet.cli("recover")).stdout).toBe("No session has lost its process.\n");
  });

  it("leaves a session alone that is at work", async () => {
    const program = `touch $signals/at-work; until [ -e $signals/finish ]; do sleep 0.1; done; ${states("done")}`;
    const fleet = new TestFleet({ agents: { ada: { program } }, tasks: ["a"] });
    const run = fleet.start("run", "ada", "--json");
    await appears(join(fleet.signals, "at-work"));
    expect(await fleet.cli("recover")).toMatchObject({ code: 0, stdout: "No session has lost its process.\n" });
    fleet.signal("finish");
    expect((await run.finished).code).toBe(0);
  });
});

describe("midwatch check-dues", () => {
  const fleetOf = (when: string) =>
    new TestFleet({ agents: { ada: { program: states("done"), work: "duty", settings: [`when: ${when}`] } } });

  it("warns before anything has run, and is content once somebody looks", async () => {
    const fleet = fleetOf("every 30m");
    expect(await fleet.cli("check-dues")).toMatchObject({ code: 3, stderr: expect.stringContaining("ada (every 30m") });
    await fleet.cli("tick");
    expect(await fleet.cli("check-dues")).toMatchObject({ code: 0, stdout: "Every due is met.\n" });
  });

  it("fails when nobody has looked since an agent was due", async () => {
    const fleet = fleetOf("every 30m");
    await fleet.cli("tick");
    fleet.alter(`UPDATE cursor SET upto = upto - ${4 * 3_600_000}`);
    const { code, stderr } = await fleet.cli("check-dues");
    expect(code).toBe(1);
    expect(stderr).toMatch(/^ada \(every 30m.*\) was due at .*: this schedule was not checked since then/);
  });

  it("takes no lateness that is none", async () => {
    expect(await fleetOf("every 30m").cli("check-dues", "--late", "0")).toMatchObject({ code: 2 });
  });
});
