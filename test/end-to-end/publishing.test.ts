import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { appears } from "./command-line.ts";
import { type Ran, states, TestFleet } from "./fleet.ts";

const WORKS = `echo good > note; ${states("done")}`;
const WAIT = "until [ -e $signals/go ]; do sleep 0.05; done";
const onMain = (fleet: TestFleet) => Number(fleet.git("rev-list", "--count", "main"));

interface Row {
  readonly kind: string;
  readonly publication: string;
}

const ended = (fleet: TestFleet) =>
  fleet.rows<Row>("SELECT outcome ->> 'kind' AS kind, publication ->> 'kind' AS publication FROM session ORDER BY id");

describe.concurrent("a publication that is cut short", () => {
  it("a publication that is cut short after it has landed is not made again, and its outcome is corrected (K05)", async () => {
    const fleet = new TestFleet({ agents: { ada: { program: WORKS } }, tasks: ["a"] });
    fleet.hook("post-receive", `touch $signals/landed; ${WAIT}`);
    const run = fleet.start("run", "ada", "--json");
    await appears(join(fleet.signals, "landed"));
    run.kill();
    await run.finished;
    fleet.signal("go");
    const landed = fleet.git("rev-parse", "main");

    expect(await fleet.run("ada")).toMatchObject({ code: 0, outcome: { kind: "idle" } });
    expect(fleet.git("rev-parse", "main")).toBe(landed);
    expect(ended(fleet)).toEqual([
      { kind: "done", publication: "published" },
      { kind: "idle", publication: "none" },
    ]);
    expect(fleet.refs()).toEqual([]);
    expect(fleet.rows("SELECT DISTINCT state FROM effect")).toEqual([{ state: "confirmed" }]);
  });

  it("a publication that is cut short before it was sent is finished by the next session, while the old push still hangs (K02)", async () => {
    const fleet = new TestFleet({ agents: { ada: { program: WORKS } }, tasks: ["a"] });
    const before = onMain(fleet);
    fleet.hook("pre-receive", `[ -e $signals/asked ] && exit; touch $signals/asked; ${WAIT}`);
    const run = fleet.start("run", "ada", "--json");
    await appears(join(fleet.signals, "asked"));
    run.kill();
    await run.finished;
    const next = await fleet.run("ada");
    fleet.signal("go");

    expect(next).toMatchObject({ code: 0, outcome: { kind: "idle" } });
    expect(fleet.published("note")).toBe("good");
    expect(onMain(fleet)).toBe(before + 2);
    expect(ended(fleet)[0]).toEqual({ kind: "done", publication: "published" });
  });

  it("between the conflict and the record of it is told as a conflict", async () => {
    const fleet = new TestFleet({ agents: { ada: { program: CONFLICTS } }, tasks: ["a"] });
    const run = fleet.start("run", "ada", "--json");
    await appears(join(fleet.signals, "written"));
    fleet.commit({ "README.md": "# A person's\n" });
    fleet.hook(
      "post-receive",
      `cat > /dev/null; touch $signals/landed; until [ -e $signals/stop ]; do sleep 0.05; done`,
    );
    fleet.signal("go");
    // The rescue ref is pushed first, then the bookkeeping.
    await appears(join(fleet.signals, "landed"));
    fleet.unhook("post-receive");
    fleet.hook("post-receive", `touch $signals/bookkeeping; until [ -e $signals/stop2 ]; do sleep 0.05; done`);
    fleet.signal("stop");
    await appears(join(fleet.signals, "bookkeeping"));
    run.kill();
    await run.finished;
    fleet.signal("stop2");
    fleet.unhook("post-receive");
    fleet.declare("ada", { program: states("waiting", "for the owner") });
    await fleet.run("ada");
    expect(ended(fleet)[0]).toEqual({ kind: "done", publication: "rescued" });
  });
});

const CONFLICTS = `
  echo "# by $(basename $(dirname $PWD))" > README.md; touch $signals/written; ${WAIT}; ${states("done")}`;

describe.concurrent("a remote that", () => {
  it("refuses a push gets it once it no longer does, as soon as a person says so (G11, S4)", async () => {
    const fleet = new TestFleet({
      agents: { ada: { program: WORKS }, bob: { program: states("done") } },
      tasks: ["a"],
    });
    fleet.hook("pre-receive", "echo 'main is closed today' >&2; exit 1");
    const refused = await fleet.run("ada");
    expect(refused).toMatchObject({ code: 1, outcome: { kind: "done" }, publication: { kind: "pending" } });
    expect(refused.publication.reason).toMatch(/the remote refuses main: main is closed today/);
    expect(fleet.published("note")).toBeUndefined();
    expect((await fleet.cli("status")).stdout).toMatch(/ada .*Task a .*done, unpublished .*pending/);

    const again = await fleet.cli("run", "bob");
    expect(again.stdout).toMatch(/unpublished: session .*main is closed today.*tried again at/);
    const id = refused.session.slice(-8);
    expect((await fleet.cli("status")).stdout).toMatch(new RegExp(`main is closed today.*midwatch recover ${id}`));
    expect(await fleet.cli("recover", id)).toMatchObject({ code: 1, stderr: expect.stringContaining("closed today") });
    fleet.unhook("pre-receive");
    expect(await fleet.cli("recover", id)).toMatchObject({ code: 0, stdout: expect.stringContaining("published") });
    expect(fleet.published("note")).toBe("good");
    expect(fleet.published("tasks/a.md")).toContain("state: done");
    expect(ended(fleet)[0]).toEqual({ kind: "done", publication: "published" });
  });

  it("cannot be reached does not stop the work, which is sent later (G11, T14)", async () => {
    const fleet = new TestFleet({ agents: { ada: { program: WORKS } }, tasks: ["a", "b"] });
    fleet.declare("bob", { program: "", work: "duty" });
    await fleet.run("bob");
    renameSync(fleet.remote, `${fleet.remote}.away`);
    const offline = await fleet.run("ada");
    expect(offline).toMatchObject({ outcome: { kind: "done" }, publication: { kind: "pending" } });
    renameSync(`${fleet.remote}.away`, fleet.remote);
    expect(await fleet.run("ada")).toMatchObject({ item: { id: "b" }, publication: { kind: "published" } });
    expect(fleet.published("note")).toBe("good");
    expect(fleet.published("tasks/a.md")).toContain("state: done");
  });

  it("has never been reached makes an agent unfit, with a reason", async () => {
    const fleet = new TestFleet({ agents: { ada: { program: WORKS } }, tasks: ["a"] });
    renameSync(fleet.remote, `${fleet.remote}.away`);
    expect(await fleet.run("ada")).toMatchObject({
      code: 1,
      outcome: { kind: "unfit", reason: expect.stringMatching(/remote\.git cannot be fetched/) },
    });
  });
});

describe.concurrent("work that conflicts", () => {
  const inSession = async (fleet: TestFleet, text: string): Promise<Ran> => {
    const run = fleet.start("run", "ada", "--json");
    await appears(join(fleet.signals, `written`));
    fleet.commit({ "README.md": text });
    fleet.signal("go");
    return JSON.parse((await run.finished).stdout) as Ran;
  };

  it("is kept, somebody is asked, no marker is committed, and the bookkeeping goes on (G05)", async () => {
    const fleet = new TestFleet({ agents: { ada: { program: CONFLICTS } }, tasks: ["a"] });
    const ran = await inSession(fleet, "# A person's\n");
    const [ref = ""] = fleet.refs();
    expect(ran.publication).toMatchObject({ kind: "rescued", ref, reason: "it conflicts with main" });
    expect(fleet.git("show", `${ref}:README.md`)).toBe(`# by ${ran.session}`);
    expect(fleet.published("README.md")).toBe("# A person's");
    expect(fleet.git("log", "--all", "-p", "-S<<<<<<<", "--format=%h")).toBe("");
    expect(fleet.files().filter((path) => path.startsWith("journal/"))).toHaveLength(1);
    expect(fleet.published("tasks/a.md")).toContain("state: todo");
    const short = ran.session.slice(-8);
    const { needsYou } = await fleet.ask<{ needsYou: object[] }>("status");
    expect(needsYou).toMatchObject([
      {
        owner: "owner",
        action: `merge what session ${short} made into desk: it conflicts in README.md; midwatch rescue open ${short}`,
      },
    ]);
  });

  it("is asked of nobody any more when a person has merged what was kept", async () => {
    const fleet = new TestFleet({ agents: { ada: { program: CONFLICTS } }, tasks: ["a"] });
    await inSession(fleet, "# A person's\n");
    const [ref = ""] = fleet.refs();
    const tree = fleet.git("rev-parse", `${ref}^{tree}`);
    const merge = fleet.git("commit-tree", tree, "-p", "main", "-p", ref, "-m", "Take theirs");
    fleet.git("update-ref", "refs/heads/main", merge);
    fleet.signal("go");
    await fleet.run("ada");
    expect(await fleet.ask("status")).toMatchObject({ needsYou: [] });
  });

  it("three sessions in a row is nobody's loop: the item waits for a person (G14)", async () => {
    const fleet = new TestFleet({ agents: { ada: { program: CONFLICTS } }, tasks: ["a"] });
    for (const text of ["# One\n", "# Two\n", "# Three\n"]) {
      for (const name of ["written", "go"]) rmSync(join(fleet.signals, name), { force: true });
      expect(await inSession(fleet, text)).toMatchObject({ item: { id: "a" }, publication: { kind: "rescued" } });
    }
    const after = await fleet.run("ada");
    expect(after.outcome).toMatchObject({ kind: "idle", reason: expect.stringContaining("quarantined") });
    expect(fleet.refs()).toHaveLength(3);
    expect(fleet.git("log", "--all", "-p", "-S<<<<<<<", "--format=%h")).toBe("");
  });
});
