import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { golden, Home } from "./moving-in.ts";

const MOVES = [
  { fixture: "gptme-agent", name: "alice" },
  { fixture: "claude-cron", name: "project" },
];

/** What Claude Code does when it is spoken to over its stream of lines. */
const CLAUDE = `[ "$1" = --version ] && echo "2.1.330 (Claude Code)" && exit 0
read -r prompt; echo "$prompt" > prompt.txt; echo "$@" > arguments.txt
echo '{"type":"result","subtype":"success","result":"went deep on one thread","num_turns":1}'
cat > /dev/null`;

/** What gptme does when it is started for one prompt. */
const GPTME = `[ "$1" = --version ] && echo "gptme v0.35.1" && exit 0
echo "$@" > arguments.txt; for prompt; do :; done; echo "$prompt" > prompt.txt
echo '{"role":"assistant","content":"went deep on one thread"}' > "$GPTME_LOGS_HOME/run/conversation.jsonl"`;

describe("init in a repository that agents already run in", () => {
  it.each(MOVES)("keeps schedule, limits and paths of $fixture", async ({ fixture, name }) => {
    const home = Home.of(fixture, name);
    expect(await home.init("--yes")).toMatchObject({ code: 0, stderr: "" });
    expect(home.written()).toEqual(golden(fixture));
  });

  it.each(MOVES)("touches nothing without a yes: $fixture", async ({ fixture, name }) => {
    const home = Home.of(fixture, name);
    const before = home.hash();
    const { code, stdout } = await home.init();
    expect(code).toBe(0);
    expect(stdout).toContain("+++ b/midwatch.yaml");
    expect(stdout).toContain("Nothing was written.");
    expect(home.hash()).toBe(before);
  });

  it("tells a program everything, and writes nothing", async () => {
    const home = Home.of("claude-cron", "project");
    const before = home.hash();
    const { stdout } = await home.init("--json");
    const expected = golden("claude-cron");
    const proposal = JSON.parse(stdout.replaceAll(home.root, "@ROOT@"));
    expect(proposal).toMatchObject({ written: false, agents: ["strategist", "claude", "revenue-session"] });
    for (const { path, after } of proposal.files) expect(after).toBe(expected[path]);
    expect(home.hash()).toBe(before);
  });

  it("says of what it proposes that it cannot run, and why, before its yes and after it", async () => {
    const home = Home.of("claude-cron", "project");
    const before = await home.init();
    expect(before.stdout).toMatch(/Not ready to run yet\n(?:.*\n)*? {2}- strategist: claude-code: .*no sign-in/);
    const { stdout } = await home.init("--yes");
    expect(stdout).toMatch(/Missing before all can run\n(?:.*\n)*? {2}- strategist: claude-code: .*no sign-in/);
    expect(stdout.trimEnd().split("\n").at(-1)).toMatch(
      new RegExp(`midwatch.* check --fleet ${home.repository} {4}says when what is missing is there`),
    );
  });

  it("shows a file that is there already as a change of it", async () => {
    const home = Home.of("gptme-agent", "alice");
    const { stdout } = await home.init();
    expect(stdout).toContain("--- a/.gitignore\n+++ b/.gitignore\n@@ -1,2 +1,3 @@\n .env\n logs/\n+.midwatch/\n");
  });

  it("never writes a secret that stood in a crontab or an address", async () => {
    const home = Home.of("claude-cron", "project");
    home.git("remote", "set-url", "origin", "https://bot:hunter2-token@localhost:1/x.git");
    const { stdout } = await home.init("--yes");
    const all = stdout + Object.values(home.written()).join("\n");
    expect(all).not.toMatch(/hunter2|sk-ant/);
    expect(home.read("midwatch.yaml")).toContain("remote: https://localhost:1/x.git");
  });

  it.each([
    {
      fixture: "gptme-agent",
      name: "alice",
      agent: "alice",
      args: "--model=anthropic/claude-sonnet-4-5",
    },
    {
      fixture: "claude-cron",
      name: "project",
      agent: "strategist",
      args: "--tools Read,Edit,Bash --allowedTools Read,Edit,Bash(git log *)",
    },
  ])("runs what it proposed: $agent", async ({ fixture, name, agent, args }) => {
    const home = Home.of(fixture, name);
    await home.init("--yes");
    home.program("gptme", GPTME);
    home.program("claude", CLAUDE);
    home.signIn("ANTHROPIC_API_KEY=sk-ant-mock");
    for (const program of ["npm", "uv"]) home.program(program, "exit 0");
    const { code, stdout, stderr } = await home.midwatch("run", agent, "--fleet", home.repository, "--json");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({ publication: { kind: "published" } });
    const remote = join(home.root, "remote.git");
    expect(home.git("-C", remote, "show", "master:arguments.txt")).toContain(args);
    expect(home.git("-C", remote, "show", "master:prompt.txt")).toContain("Follow `");
  });
});

describe("init at a terminal", () => {
  it.each([
    { answer: "y", writes: true },
    { answer: "n", writes: false },
    { answer: "", writes: false },
  ])("takes only a yes for one: '$answer'", async ({ answer, writes }) => {
    const home = Home.of("gptme-agent", "alice");
    const { stdout } = await home.initAtTerminal(answer);
    expect(stdout).toContain("Write these files?");
    expect(existsSync(join(home.repository, "midwatch.yaml"))).toBe(writes);
  });
});

describe("init in an empty folder", () => {
  it("makes a fleet that ends done, with a commit on the remote", async () => {
    const home = new Home("fleet");
    expect(await home.init("--yes")).toMatchObject({ code: 0, stderr: "" });
    const { code, stdout } = await home.midwatch("run", "helper", "--fleet", home.repository, "--json");
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({
      code: 0,
      outcome: { kind: "done" },
      publication: { kind: "published" },
    });
    const remote = join(home.repository, "desk.git");
    expect(home.git("-C", remote, "log", "--format=%s", "main")).toBe("Record done: Say hello\nSay hello\nBegin");
  });

  it("ends with the command that runs the first session, where nothing is missing", async () => {
    const home = new Home("fleet");
    const { stdout } = await home.init("--yes");
    expect(stdout).not.toMatch(/Missing|Not ready/);
    expect(stdout.trimEnd().split("\n").at(-1)).toContain(` run helper --fleet ${home.repository}    runs its first`);
  });

  it("makes a folder that is not there yet, and only after a yes", async () => {
    const home = new Home("here");
    const folder = join(home.root, "new");
    await home.midwatch("init", folder);
    expect(existsSync(folder)).toBe(false);
    await home.midwatch("init", folder, "--yes");
    expect(existsSync(join(folder, "midwatch.yaml"))).toBe(true);
  });

  it("takes a repository without files and commits for one", async () => {
    const home = new Home("fleet");
    home.git("init", "--quiet");
    expect(await home.init("--yes")).toMatchObject({ code: 0 });
    expect(home.read("agents/helper.md")).toContain("node, ./helper.mjs");
  });
});

describe("init where it cannot propose", () => {
  it("refuses a folder with files that is no repository", async () => {
    const home = new Home("notes");
    home.write("a.txt", "a");
    const before = home.hash();
    const { code, stderr } = await home.init("--yes");
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `${home.repository} holds files, and is no git repository: run git init and commit them first, or name an empty or a new folder\n`,
    });
    expect(home.hash()).toBe(before);
  });

  it("refuses a fleet that is there", async () => {
    const home = Home.of("gptme-agent", "alice");
    home.write("midwatch.yaml", "zone: UTC\n");
    const before = home.hash();
    const { code, stderr } = await home.init("--yes");
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining("is there already") });
    expect(home.hash()).toBe(before);
  });

  it("refuses a folder inside of a repository", async () => {
    const home = Home.of("gptme-agent", "alice");
    const { code, stderr } = await home.midwatch("init", join(home.repository, "tasks"), "--yes");
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining("inside of the repository") });
  });

  it("refuses a repository without a commit", async () => {
    const home = new Home("young");
    home.git("init", "--quiet");
    home.write("a.txt", "a");
    expect(await home.init("--yes")).toMatchObject({ code: 2, stderr: expect.stringContaining("has no commit yet") });
  });

  it("refuses a detached HEAD when no main branch is known", async () => {
    const home = new Home("loose");
    home.write("a.txt", "a");
    home.commit("work");
    home.git("checkout", "--quiet", "--detach");
    expect(await home.init("--yes")).toMatchObject({ code: 2, stderr: expect.stringContaining("git switch main") });
  });
});

describe("init in a repository with something amiss", () => {
  it("proposes the main branch when HEAD is detached, and says so", async () => {
    const home = Home.of("gptme-agent", "alice");
    home.git("checkout", "--quiet", "--detach");
    const { stdout } = await home.init();
    expect(stdout).toContain("branch: master  # HEAD is detached: there is a branch called master");
  });

  it("offers a bare remote where there is none", async () => {
    const home = Home.of("gptme-agent", "alice");
    home.git("remote", "remove", "origin");
    const { code, stdout } = await home.init("--yes");
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining("git remote add origin") });
    expect(home.git("-C", join(home.root, "alice.git"), "log", "--format=%s", "master")).toBe("Begin");
    expect(home.settings()).toMatchObject({ workspaces: { alice: { remote: "../alice.git" } } });
  });

  it("says that push rights cannot be checked when the remote does not answer", async () => {
    const home = Home.of("gptme-agent", "alice");
    home.git("remote", "set-url", "origin", join(home.root, "gone.git"));
    const { code, stdout } = await home.init();
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining("cannot be checked: fatal:") });
  });

  it("says that this machine may not push when the remote denies it to the person's own ssh", async () => {
    const home = Home.of("gptme-agent", "alice");
    home.program("own-ssh", "echo 'ERROR: Permission to alice/brain.git denied to bot.' >&2; exit 1");
    home.git("config", "core.sshCommand", join(home.root, "bin", "own-ssh"));
    home.git("remote", "set-url", "origin", "git@example.invalid:alice/brain.git");
    const { stdout } = await home.init();
    expect(stdout).toContain("may not push to origin: ERROR: Permission to alice/brain.git denied to bot.");
    expect(stdout).toContain("remote: git@example.invalid:alice/brain.git  # git remote origin");
  });

  it("names a unit that cannot be read, and goes on", async () => {
    const home = Home.of("gptme-agent", "alice");
    // Unreadable for root, too.
    mkdirSync(join(home.root, "units", "odd.service"));
    symlinkSync("/nowhere", join(home.root, "units", "masked.service"));
    const { code, stdout } = await home.init();
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/odd\.service cannot be read: /) });
    expect(stdout).not.toContain("masked.service");
  });

  it("says which drop-ins it did not work out", async () => {
    const home = Home.of("gptme-agent", "alice");
    mkdirSync(join(home.root, "units", "gptme-agent-alice.service.d"));
    const dropIn = join(home.root, "units", "gptme-agent-alice.service.d", "override.conf");
    writeFileSync(dropIn, "[Service]\nTimeoutStartSec=60\n");
    expect((await home.init()).stdout).toContain(`${dropIn} changes the unit, and was not taken into account`);
  });

  it("takes the zone of a timer by the name that configurations have", async () => {
    const home = Home.of("gptme-agent", "alice");
    const timer = join(home.root, "units", "gptme-agent-alice.timer");
    writeFileSync(timer, "[Timer]\nOnCalendar=Mon 10:00 US/Eastern\n");
    await home.init("--yes");
    expect(home.settings()).toMatchObject({ zone: "America/New_York" });
    expect(home.read("agents/alice.md")).toContain("  - Mon 10:00  #");
  });

  it("names the lines of a crontab that are none, and goes on", async () => {
    const home = Home.of("gptme-agent", "alice");
    writeFileSync(
      join(home.root, "crontab"),
      "\u0000\u0001 garbage\n61 nonsense\n* * * * *\n@reboot x\n<<<<<<< HEAD\n",
    );
    const { code, stdout } = await home.init();
    expect(code).toBe(0);
    for (const line of [1, 2, 3, 5]) expect(stdout).toContain(`crontab line ${line} is no schedule and command`);
    expect(stdout).toContain("crontab line 4 runs at @reboot, which is no time of day");
  });

  it("names a script of the repository that cannot be read", async () => {
    const home = Home.of("gptme-agent", "alice");
    writeFileSync(join(home.root, "crontab"), `0 * * * * ${home.repository}/scripts/gone.sh\n`);
    const { stdout } = await home.init();
    expect(stdout).toContain("crontab line 1 runs scripts/gone.sh, which cannot be read");
  });

  it("names a gptme.toml that is none", async () => {
    const home = Home.of("gptme-agent", "alice");
    home.write("gptme.toml", "[agent\nname=");
    expect((await home.init()).stdout).toContain("gptme.toml cannot be read: ");
  });

  it("leaves a folder of agents alone that is another program's", async () => {
    const home = Home.of("claude-cron", "project");
    home.write("agents/claude.md", "# Not a midwatch agent\n");
    await home.init("--yes");
    expect(home.read("agents/claude.md")).toBe("# Not a midwatch agent\n");
    expect(home.read("midwatch-agents/claude.md")).toContain("workspace: project");
    expect(home.settings()).toMatchObject({ agents: "midwatch-agents" });
  });

  it("finds queue and tasks in other places", async () => {
    const home = new Home("other");
    home.write("plans/work.md", "# Work\n\n## Planned next\n\n1. **A**\n");
    home.write("todo/one.md", "---\nstate: todo\ncreated: 2026-01-01\n---\n# One\n");
    home.commit();
    await home.init("--yes");
    expect(home.settings()).toMatchObject({
      sources: [
        { use: "work-queue", file: "plans/work.md" },
        { use: "workspace-tasks", folder: "todo" },
      ],
    });
  });

  it("asks the person's own crontab when none is named", async () => {
    const home = Home.of("claude-cron", "project");
    home.program("crontab", `[ "$1" = -l ] && echo '5 4 * * * cd ${home.repository} && claude -p hello'`);
    const { stdout } = await home.midwatch("init", home.repository, "--units", join(home.root, "none"));
    expect(stdout).toContain("  - cron 5 4 * * *  # crontab line 1");
  });

  it("says which backends are installed, and waits for none that hangs", async () => {
    const home = Home.of("gptme-agent", "alice");
    home.program("claude", "echo '2.1.0 (Claude Code)'");
    home.program("gptme", "sleep 6000");
    const { stdout } = await home.init();
    expect(stdout).toMatch(/installed: claude \(2\.1\.0 \(Claude Code\)\)$/m);
  });
});

it("a file that changes between look and yes is left as it is", async () => {
  const { proposeFleet } = await import("../../../src/cli/commands/init/look.ts");
  const { carryOut } = await import("../../../src/cli/commands/init/proposal.ts");
  const home = Home.of("gptme-agent", "alice");
  const proposal = await proposeFleet(home.repository, { crontab: "/dev/null", units: [] });
  home.write(".gitignore", "mine\n");
  const before = home.hash();
  await expect(carryOut(proposal)).rejects.toThrow("has changed since it was read: nothing was written");
  expect(home.hash()).toBe(before);
});
