import { existsSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { appears } from "./command-line.ts";
import { git, states, TestFleet } from "./fleet.ts";

const FAILS = "echo good > note; exit 3";

interface Listed {
  readonly rescues: readonly { readonly name: string; readonly ref: string; readonly state: string }[];
}

const waiting = async (fleet: TestFleet) => (await fleet.ask<Listed>("rescue", "list")).rescues;

async function cutShort(tasks: readonly string[] = ["a"]): Promise<{ fleet: TestFleet; name: string; ref: string }> {
  const fleet = new TestFleet({ agents: { ada: { program: FAILS } }, tasks });
  const { session, publication } = await fleet.run("ada");
  return { fleet, name: session.slice(-8), ref: publication.ref ?? "" };
}

describe("work that was cut short", () => {
  let fleet: TestFleet;
  let name: string;
  beforeAll(async () => {
    ({ fleet, name } = await cutShort());
  });

  it("is listed with how old it is, whose, and how much", async () => {
    const { code, stdout } = await fleet.cli("rescue");
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(new RegExp(`^${name} +0 min +ada +its own work +1 +1 +\\d+ B`, "m")),
    ]);
  });

  it("is listed for programs", async () => {
    expect(await waiting(fleet)).toMatchObject([
      { name, kind: "work", agent: "ada", workspace: "desk", state: "waiting", commits: 1, files: 1 },
    ]);
  });

  it("is part of what needs you", async () => {
    const said = await Promise.all([fleet.cli(), fleet.cli("status"), fleet.cli("why", name)]);
    for (const { stdout } of said) expect(stdout).toContain(`midwatch rescue apply ${name}`);
  });

  it("is shown: its commits, its files, and every line where that is asked for", async () => {
    const [short, whole] = [
      await fleet.cli("rescue", "show", name),
      await fleet.cli("rescue", "show", name, "--patch"),
    ];
    expect(short.stdout).toMatch(/1 commit, 1 file.*does not have[\s\S]*note \| 1 \+/);
    expect([short.stdout.includes("+good"), whole.stdout.includes("+good")]).toEqual([false, true]);
  });

  it("is opened in a clone of your own, from which it can be pushed", async () => {
    const folder = join(fleet.root, "mine");
    const { stdout } = await fleet.cli("rescue", "open", name, folder);
    expect(stdout).toContain(`git -C ${folder} push origin HEAD:main`);
    expect(readFileSync(join(folder, "note"), "utf8")).toBe("good\n");
    expect(git(folder, "rev-parse", "--abbrev-ref", "HEAD")).toBe(`rescue/${name}`);
  });

  it("is not opened over what stands in a folder", async () => {
    const { code, stderr } = await fleet.cli("rescue", "open", name, fleet.folder);
    expect([code, stderr]).toEqual([2, expect.stringContaining("is not empty")]);
  });

  it("is not opened where a file stands, or below one", async () => {
    const file = join(fleet.folder, "midwatch.yaml");
    // In /proc nothing can be made, and nothing says why.
    for (const place of [file, join(file, "in", "it"), "/proc/mend", "/proc/in/it"]) {
      const { code, stderr } = await fleet.cli("rescue", "open", name, place);
      expect([code, stderr]).toEqual([2, expect.stringContaining(`${place} cannot be made a folder`)]);
    }
  });

  it("is found by its whole ref and its session's id as well, and by nothing else", async () => {
    const { ref = "" } = (await waiting(fleet))[0] ?? {};
    for (const what of [ref, ref.split("/")[4] ?? "", `${name}-1`])
      expect(await fleet.cli("rescue", "show", what)).toMatchObject({ code: 0 });
    for (const what of ["nobody", "refs/heads/main", "--reason", ""])
      expect(await fleet.cli("rescue", "show", what)).toMatchObject({ code: 2 });
  });

  it.each(["show", "apply", "drop", "list"])("is not one of two that %s is told: nothing is done", async (action) => {
    const { code, stderr } = await fleet.cli("rescue", action, name, "another", "--reason", "both");
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^one word too many: "another"; nothing was done/)]);
  });

  it("is not dropped without a reason", async () => {
    expect(await fleet.cli("rescue", "drop", name)).toMatchObject({ code: 2, stderr: expect.stringContaining("why") });
    expect(await waiting(fleet)).toHaveLength(1);
  });

  it("is dropped with a reason that is kept, here and on the remote, and what was lost is said", async () => {
    const { code, stdout } = await fleet.cli("rescue", "drop", name, "--reason", "done by hand");
    expect([code, stdout]).toEqual([0, expect.stringContaining("1 commit, 1 file, that was nowhere else")]);
    expect(fleet.refs()).toEqual([]);
    expect(fleet.hub("for-each-ref", "refs/midwatch/rescue", "refs/midwatch/import")).toBe("");
    expect(await waiting(fleet)).toEqual([]);
    expect((await fleet.cli("rescue", "list", "--all")).stdout).toMatch(new RegExp(`${name}.*dropped.*done by hand`));
    expect((await fleet.cli("why", name)).stdout).toMatch(/Kept .*dropped by .*: done by hand/);
  });

  it("is not dropped, shown or opened again", async () => {
    for (const args of [
      ["drop", name, "--reason", "again"],
      ["show", name],
      ["open", name],
    ])
      expect(await fleet.cli("rescue", ...args)).toMatchObject({ code: 2, stderr: expect.stringContaining("dropped") });
  });
});

describe("kept work", () => {
  it("kept work that was dropped is not what the item's next session starts from", async () => {
    const { fleet, name } = await cutShort();
    await fleet.cli("rescue", "drop", name, "--reason", "wrong way");
    fleet.declare("ada", { program: `ls > $signals/seen; ${states("waiting", "for the owner")}` });
    await fleet.run("ada");
    expect(fleet.readSignal("seen")).not.toContain("note");
  });

  it("is applied: it is on the branch, its session says so, and nothing waits any more", async () => {
    const { fleet, name } = await cutShort();
    fleet.commit({ "README.md": "# A person's\n" });
    expect(await fleet.cli("rescue", "apply", name)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("on main"),
    });
    expect([fleet.published("note"), fleet.published("README.md")]).toEqual(["good", "# A person's"]);
    expect(await waiting(fleet)).toEqual([]);
    expect((await fleet.cli("why", name)).stdout).toMatch(/Work +published [\s\S]*Kept .*applied by/);
    expect(fleet.rows("SELECT DISTINCT state FROM effect")).toEqual([{ state: "confirmed" }]);
    expect(await fleet.cli("rescue", "apply", name)).toMatchObject({ code: 2 });
  });

  it("is applied to another branch of the remote, or to a new one, and to nothing that is no branch", async () => {
    const { fleet, name } = await cutShort();
    for (const no of ["refs/heads/x", "../x", "-x", "a b", "HEAD", ""])
      expect(await fleet.cli("rescue", "apply", name, `--to=${no}`)).toMatchObject({ code: 2 });
    expect(await fleet.cli("rescue", "apply", name, "--to", "fix/x")).toMatchObject({ code: 0 });
    expect(fleet.files("fix/x")).toContain("note");
    expect(fleet.published("note")).toBeUndefined();
    expect((await fleet.ask<Listed>("rescue", "list", "--all")).rescues).toMatchObject([{ state: "applied" }]);
  });

  it("kept work that does not fit is not applied: in which files is said, and how it is opened", async () => {
    const { fleet, name } = await cutShort();
    fleet.commit({ note: "a person's\n" });
    const before = fleet.git("rev-parse", "main");
    const { code, stderr } = await fleet.cli("rescue", "apply", name);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/conflicts in note\..*midwatch rescue open/)]);
    expect(fleet.git("rev-parse", "main")).toBe(before);
    expect(await waiting(fleet)).toMatchObject([{ name }]);
  });

  it.each([
    ["its own branch", []],
    ["a new one", ["--to", "elsewhere"]],
  ])(
    "kept work in which a conflict is marked is not applied to %s either: it is to be resolved (A4)",
    async (_, to) => {
      const marks = "<<<<<<< ours\\na\\n=======\\nb\\n>>>>>>> theirs\\n";
      const fleet = new TestFleet({
        agents: { ada: { program: `printf '${marks}' > note; ${states("done")}` } },
        tasks: ["one"],
      });
      const { session, outcome, publication } = await fleet.run("ada");
      expect([outcome.reason, publication.kind]).toEqual(["a conflict is marked in note, and not resolved", "rescued"]);
      const { code, stderr } = await fleet.cli("rescue", "apply", session.slice(-8), ...to);
      expect([code, stderr]).toEqual([1, expect.stringMatching(/conflicts in note\..*midwatch rescue open/)]);
      expect(fleet.published("note")).toBeUndefined();
    },
  );

  it.each([
    ["its own branch", []],
    ["a new one", ["--to", "elsewhere"]],
  ])("kept work that belongs in LFS is not applied to %s either (A7)", async (_, to) => {
    const attributes = { ".gitattributes": "*.bin filter=lfs diff=lfs merge=lfs -text\n" };
    const program = `echo big > new.bin; ${states("done")}`;
    const fleet = new TestFleet({ agents: { ada: { program } }, tasks: ["one"], files: attributes });
    const { session, outcome } = await fleet.run("ada");
    const name = session.slice(-8);
    const said = `${name} is not applied to ${to[1] ?? "main"}: ${outcome.reason}. Nothing was changed; `;
    const { code, stderr } = await fleet.cli("rescue", "apply", name, ...to);
    expect([code, stderr]).toEqual([1, expect.stringContaining(said)]);
    expect([outcome.reason, fleet.published("new.bin")]).toEqual([expect.stringContaining("LFS objects"), undefined]);
    expect(fleet.git("branch", "--list", "elsewhere")).toBe("");
  });

  it("is not applied while the remote is away, or refuses it, which is said", async () => {
    const { fleet, name } = await cutShort();
    renameSync(fleet.remote, `${fleet.remote}.away`);
    expect(await fleet.cli("rescue", "apply", name)).toMatchObject({
      code: 75,
      stderr: expect.stringContaining("fetched"),
    });
    renameSync(`${fleet.remote}.away`, fleet.remote);
    fleet.hook("pre-receive", "echo 'GH006: Protected branch update failed' >&2; exit 1");
    expect(await fleet.cli("rescue", "apply", name)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("GH006"),
    });
    expect(await waiting(fleet)).toMatchObject([{ name }]);
    fleet.unhook("pre-receive");
    expect(await fleet.cli("rescue", "apply", name)).toMatchObject({ code: 0 });
  });

  it("kept work that was applied when midwatch was killed is told of by the next session", async () => {
    const { fleet, name } = await cutShort();
    fleet.hook("post-receive", "touch $signals/landed; sleep 60");
    const apply = fleet.start("rescue", "apply", name, "--to", "fix/x");
    await appears(join(fleet.signals, "landed"));
    apply.kill();
    await apply.finished;
    fleet.unhook("post-receive");
    expect(await waiting(fleet)).toMatchObject([{ name }]);
    fleet.declare("ada", { program: states("waiting", "for the owner") });
    await fleet.run("ada");
    expect((await fleet.ask<Listed>("rescue", "list", "--all")).rescues).toMatchObject([{ state: "applied" }]);
  });

  it("is dropped while the remote is away, and leaves that when it is back", async () => {
    const { fleet, name } = await cutShort();
    renameSync(fleet.remote, `${fleet.remote}.away`);
    const { code, stderr } = await fleet.cli("rescue", "drop", name, "--reason", "done by hand");
    expect([code, stderr]).toEqual([0, expect.stringContaining("on the remote still")]);
    renameSync(`${fleet.remote}.away`, fleet.remote);
    expect(fleet.refs()).toHaveLength(1);
  });

  it("is listed, shown and opened with the remote away", async () => {
    const { fleet, name } = await cutShort();
    renameSync(fleet.remote, `${fleet.remote}.away`);
    for (const args of [[], ["show", name], ["open", name]])
      expect(await fleet.cli("rescue", ...args)).toMatchObject({ code: 0 });
    expect(existsSync(join(fleet.folder, ".midwatch/opened", `rescue-${name}`, "note"))).toBe(true);
  });
});

describe("work that a session left on other branches", () => {
  const COMMITS = "git add -A; git -c user.name=x -c user.email=x@x commit -qm x";
  const left = async (script: string) => {
    const fleet = new TestFleet({
      agents: { ada: { program: `${script}\necho n > n.md\n${states("done")}` } },
      tasks: ["a"],
    });
    const { session } = await fleet.run("ada");
    return { fleet, name: session.slice(-8) };
  };
  const MANY = (file: string) =>
    `for n in $(seq 22); do git checkout -q -b b$n main; echo $n > ${file}; ${COMMITS}; done; git checkout -q main`;

  it("is applied with all of its tips where one ref holds several", async () => {
    const { fleet, name } = await left(MANY("b$n.md"));
    expect(await fleet.cli("rescue", "show", `${name}-20`)).toMatchObject({ stdout: expect.stringMatching(/3 files/) });
    expect(await fleet.cli("rescue", "apply", `${name}-20`)).toMatchObject({ code: 0 });
    const files = fleet.git("ls-tree", "-r", "--name-only", "main").split("\n");
    expect(files.filter((path) => /^b\d+[.]md$/.test(path)).toSorted()).toEqual(["b7.md", "b8.md", "b9.md"]);
  });

  it("is not applied where its tips conflict with each other, and each is opened on a branch of its own", async () => {
    const { fleet, name } = await left(MANY("same.md"));
    const { code, stderr } = await fleet.cli("rescue", "apply", `${name}-20`);
    expect([code, stderr]).toEqual([2, expect.stringContaining("holds 3 tips that conflict with each other")]);
    const folder = join(fleet.root, "mine");
    expect(await fleet.cli("rescue", "open", `${name}-20`, folder)).toMatchObject({ code: 0 });
    const texts = [1, 2, 3].map((n) => git(folder, "show", `rescue/${name}-20-${n}:same.md`));
    expect(texts).toEqual(["7", "8", "9"]);
  });

  it("is not applied where it has no commit in common with the branch, and that is said", async () => {
    const { fleet, name } = await left(
      `git checkout -q --orphan fresh; echo q > q; git add q; git -c user.name=x -c user.email=x@x commit -qm o; git checkout -qf main`,
    );
    const { code, stderr } = await fleet.cli("rescue", "apply", name);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/no commit in common.*midwatch rescue open/s)]);
  });
});
