import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Home } from "../init/moving-in.ts";
import { MovedHome } from "./moved-home.ts";

const MOVES = [
  { fixture: "gptme-agent", name: "alice" },
  { fixture: "claude-cron", name: "project" },
];

describe("midwatch leave", () => {
  it.each(MOVES)("puts a repository back byte for byte: $fixture", async ({ fixture, name }) => {
    const moved = MovedHome.of(fixture, name);
    const before = moved.files();
    await moved.init();
    expect(moved.files()).not.toEqual(before);
    expect(await moved.midwatch("leave", "--yes")).toMatchObject({ code: 0, stderr: "" });
    expect(moved.files()).toEqual(before);
    // Nothing of the state comes into a commit of `git add --all`.
    expect(moved.home.git("status", "--porcelain", "--untracked-files=all")).toBe("");
  });

  it("changes nothing without a yes, and says what stays", async () => {
    const moved = MovedHome.of("claude-cron", "project");
    await moved.init();
    const before = moved.files();
    const { code, stdout } = await moved.midwatch("leave");
    expect(code).toBe(0);
    expect(stdout).toContain("midwatch.yaml: removed: it was not there before midwatch");
    expect(stdout).toContain("crontab and units of yours: cutover never changed them");
    expect(stdout).toMatch(/Stays\n(?:.*\n)*? {2}all that agents published of project.* branch master of /);
    expect(stdout).toContain('Nothing was changed; "midwatch leave --yes" does it.');
    expect(moved.files()).toEqual(before);
  });

  it("keeps a copy of what was edited since, and takes only its own line out of a file of the owner's", async () => {
    const moved = MovedHome.of("gptme-agent", "alice");
    const { home } = moved;
    await moved.init();
    const agent = home.read("agents/alice.md");
    home.write("agents/alice.md", `${agent}\nMind the gap.\n`);
    home.write("agents/bob.md", "mine\n");
    home.write(".gitignore", `${home.read(".gitignore")}build/\n`);
    const { stdout } = await moved.midwatch("leave", "--yes");
    expect(home.read(".gitignore")).toBe(".env\nlogs/\nbuild/\n");
    expect(readdirSync(join(home.repository, "agents"))).toEqual(["bob.md"]);
    const copies = join(home.repository, ".midwatch/before/copies");
    const texts = readdirSync(copies).map((name) => readFileSync(join(copies, name), "utf8"));
    expect(texts).toContain(`${agent}\nMind the gap.\n`);
    expect(stdout).toContain("agents/bob.md: not written by init, so yours");
    expect(stdout).toContain("agents/alice.md: removed, as you have changed it: a copy is kept");
    expect(stdout).toContain(".gitignore: has been changed since: only midwatch's own lines are taken out of it");
  });

  it("says of a second time that it has left, and can be moved into again", async () => {
    const moved = MovedHome.of("claude-cron", "project");
    await moved.init();
    await moved.midwatch("leave", "--yes");
    const { code, stdout } = await moved.midwatch("leave", "--yes");
    expect(code).toBe(0);
    expect(stdout).toMatch(/midwatch has left .* already, at \d{4}-/);
    const before = moved.files();
    expect(await moved.init()).toMatchObject({ code: 0 });
    expect(await moved.midwatch("leave", "--yes")).toMatchObject({ code: 0 });
    expect(moved.files()).toEqual(before);
  });

  it("goes on where it was cut off, also when midwatch.yaml is gone", async () => {
    const moved = MovedHome.of("claude-cron", "project");
    const before = moved.files();
    await moved.init();
    rmSync(join(moved.home.repository, "midwatch.yaml"));
    rmSync(join(moved.home.repository, "agents/claude.md"));
    expect(await moved.midwatch("leave", "--yes")).toMatchObject({ code: 0 });
    expect(moved.files()).toEqual(before);
  });

  it("says in a folder that midwatch never changed that there is nothing to leave", async () => {
    const moved = new MovedHome(new Home("plain"));
    const { code, stderr } = await moved.midwatch("leave", "--yes");
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("midwatch has changed nothing there"),
    });
  });

  it("says of a fleet without a record that the files of init stay", async () => {
    const moved = MovedHome.of("claude-cron", "project");
    await moved.init();
    rmSync(join(moved.home.repository, ".midwatch/before"), { recursive: true });
    const before = moved.files();
    const { code, stdout } = await moved.midwatch("leave", "--yes");
    expect(code).toBe(0);
    expect(stdout).toContain("there is no record of what was here before init");
    expect(moved.files()).toEqual(before);
  });

  it("refuses by a sentence where its record cannot be read, and changes nothing", async () => {
    const moved = MovedHome.of("claude-cron", "project");
    await moved.init();
    writeFileSync(join(moved.home.repository, ".midwatch/before/record.json"), "{");
    const before = moved.files();
    const { code, stderr } = await moved.midwatch("leave", "--yes");
    expect(code).toBe(2);
    expect(stderr).toContain("record.json cannot be read");
    expect(moved.files()).toEqual(before);
  });

  it("removes a fleet that init made, and keeps its repository", async () => {
    const moved = new MovedHome(new Home("fleet"));
    expect(await moved.init()).toMatchObject({ code: 0 });
    expect(await moved.midwatch("leave", "--yes")).toMatchObject({ code: 0 });
    expect(Object.keys(moved.files()).filter((path) => !path.startsWith("desk.git"))).toEqual([]);
    expect(existsSync(join(moved.home.repository, "desk.git/HEAD"))).toBe(true);
  });
});

describe("midwatch init where nothing can be kept", () => {
  it("writes nothing, and says so", async () => {
    const moved = MovedHome.of("claude-cron", "project");
    mkdirSync(join(moved.home.repository, ".midwatch"));
    writeFileSync(join(moved.home.repository, ".midwatch/before"), "in the way");
    const before = moved.files();
    const { code, stderr } = await moved.init();
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining("so nothing was changed") });
    expect(moved.files()).toEqual(before);
  });
});
