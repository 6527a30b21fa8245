import { rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { states, TestFleet } from "./fleet.ts";

const WORKS = `echo good > note; ${states("done")}`;
const FAILS = "echo good > other; exit 3";

describe("one thing of a session", () => {
  let fleet: TestFleet;
  const sessions: Record<string, string> = {};
  beforeAll(async () => {
    const agents = { ada: { program: WORKS }, bob: { program: FAILS }, cat: { program: WORKS } };
    fleet = new TestFleet({ agents, tasks: ["a", "b"] });
    for (const agent of ["ada", "bob", "cat"]) sessions[agent] = (await fleet.run(agent)).session;
  });
  const show = (agent: string, ...more: readonly string[]) => fleet.cli("show", sessions[agent] ?? "", ...more);

  it("is its diff, of published work and of kept work, as a patch and nothing else", async () => {
    const published = await show("ada", "--diff");
    expect(published).toMatchObject({ code: 0, stderr: "" });
    expect(published.stdout).toMatch(/^ note +\| 1 \+[\s\S]*\+good\n$/m);
    expect((await show("bob", "--diff")).stdout).toMatch(/^ other +\| 1 \+[\s\S]*\+good\n$/m);
    expect(await fleet.ask("show", sessions.ada ?? "", "--diff")).toEqual({
      session: sessions.ada,
      diff: expect.stringContaining("+good") as string,
    });
  });

  it("is its prompt, or its events, with their times", async () => {
    expect((await show("ada", "--prompt")).stdout).toMatch(/^# |\S/);
    const { stdout } = await show("ada", "--events");
    expect(stdout).toMatch(/^\d\d:\d\d:\d\d .*session/);
    expect(stdout).toMatch(/^\d\d:\d\d:\d\d commit/m);
    const { events } = await fleet.ask<{ events: object[] }>("show", sessions.ada ?? "", "--events");
    expect(events).toContainEqual(expect.objectContaining({ type: "session.ended" }));
  });

  it("is one at a time", async () => {
    expect(await show("ada", "--diff", "--events")).toMatchObject({
      code: 2,
      stderr: "--diff, --prompt and --events: one of them at a time\n",
    });
  });

  it("is missed with the reason, where the backend was told nothing and nothing was to be published", async () => {
    const idle = new TestFleet({ agents: { ada: { program: WORKS } }, tasks: [] });
    const { session } = await idle.run("ada");
    expect(await idle.cli("show", session, "--prompt")).toMatchObject({
      code: 0,
      stdout: "",
      stderr: expect.stringMatching(/^its backend was told nothing: it ended in select: idle: /) as string,
    });
    expect((await idle.cli("show", session, "--diff")).stderr).toMatch(/^it had no clone: it ended in select/);
    expect((await idle.cli("show", session)).stdout).toMatch(/Prompt\nits backend was told nothing/);
  });

  it("is missed with since when, where its files made room for newer ones", async () => {
    rmSync(join(fleet.root, "fleet", ".midwatch", "sessions", sessions.ada ?? ""), { recursive: true });
    expect(await show("ada", "--events")).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^its files are not kept any more: the oldest .* records\.megabytes .*; those of sessions since \d{4}-\d\d-\d\d \d\d:\d\d are kept\n$/,
      ) as string,
    });
    expect((await show("ada", "--diff")).stdout).toContain("+good");
  });

  it("is missed with who dropped it, and why", async () => {
    const name = (sessions.bob ?? "").slice(-8);
    expect(await fleet.cli("rescue", "drop", name, "--reason", "not wanted")).toMatchObject({ code: 0 });
    const [dropped] = fleet.rows<{ commit: string }>('SELECT "commit" FROM rescue');
    const refs = fleet.hub("for-each-ref", "--format=%(refname)", `--contains=${dropped?.commit}`).split("\n");
    for (const ref of refs.filter(Boolean)) fleet.hub("update-ref", "-d", ref);
    fleet.hub("reflog", "expire", "--expire=now", "--all");
    fleet.hub("gc", "--quiet", "--prune=now");
    expect(await show("bob", "--diff")).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^its work is not kept any more: dropped by \S+ on \d{4}-.*: not wanted\n$/,
      ) as string,
    });
    expect(await show("bob")).toMatchObject({ code: 0 });
  });
});
