import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { MockGitHub } from "../mock/github.ts";
import { appears } from "./command-line.ts";
import { type AgentFixture, states, TestFleet } from "./fleet.ts";

const ALLOWED = "permission: write";

/** A fleet whose agents look at a GitHub on loopback, as the account of the bot. */
async function scene(agents: Readonly<Record<string, AgentFixture>>, lines: readonly string[] = []) {
  const github = await new MockGitHub().listen();
  onTestFinished(() => github.close());
  const [bot, alice] = [github.account("bot"), github.account("alice")];
  const repo = github.repo("o/r", { roles: { alice: "write" } });
  const fleet = new TestFleet({ agents });
  const source = `sources: [{ use: github, url: "${github.url}", seconds: 1, ${ALLOWED} }]`;
  fleet.configure(["workspaces: { desk: { remote: ../remote.git } }", source, ...lines]);
  mkdirSync(join(fleet.folder, ".midwatch"), { mode: 0o700 });
  writeFileSync(join(fleet.folder, ".midwatch/credentials"), "GITHUB_TOKEN=token-of-bot\n", { mode: 0o600 });
  github.pollInterval = 1;
  return { github, bot, alice, repo, fleet };
}

/** How often each item was recorded as done on the remote's main. */
function handled(fleet: TestFleet): Record<string, number> {
  const subjects = fleet
    .git("log", "--format=%s", "main")
    .split("\n")
    .filter((line) => line.startsWith("Record done: "));
  const counts: Record<string, number> = {};
  for (const subject of subjects) counts[subject.slice(13, 18)] = (counts[subject.slice(13, 18)] ?? 0) + 1;
  return counts;
}

const HANDLES = { program: `date +%N > "answer-$RANDOM$RANDOM"; ${states("done", "answered")}`, work: "github" };

describe("GitHub as a source of work", () => {
  it("makes an agent due, has it answer with what was said, and is told that it was read when that is recorded", async () => {
    const program = `cat > asked; ${states("done", "answered")}`;
    const { github, bot, alice, repo, fleet } = await scene({
      ada: { program, work: "github", settings: ["when: on github"] },
    });
    github.issue(repo, alice, { title: "The pump", body: "@bot why does the pump leak?" });
    expect((await fleet.cli("tick")).code).toBe(0);
    expect(fleet.published("asked")).toContain("why does the pump leak?");
    expect(github.asked("PATCH", /./)).toEqual([]);
    const after = await fleet.cli("tick");
    expect(after.code).toBe(0);
    expect(github.notifications(bot)).toMatchObject([{ unread: false }]);
    expect(fleet.rows("SELECT rule, state FROM due")).toEqual([{ rule: "on github", state: "ran" }]);
    const why = await fleet.cli("items");
    expect(why.stdout).toContain("done at this revision");
  });

  it("gives what two siblings see to one of them, whatever their workspaces (X01)", async () => {
    const lines = ["slots: 2"];
    const { github, bot, alice, repo, fleet } = await scene({ ada: HANDLES, bob: HANDLES }, lines);
    github.issue(repo, alice, { assignees: [bot] });
    const [ada, bob] = await Promise.all([fleet.run("ada"), fleet.run("bob")]);
    expect([ada.outcome.kind, bob.outcome.kind].toSorted()).toEqual(["done", "idle"]);
    expect(handled(fleet)).toEqual({ "o/r#1": 1 });
  });

  it("says that it cannot be asked, where nobody is due because of that", async () => {
    const { fleet } = await scene({ ada: { ...HANDLES, settings: ["when: on github"] } });
    writeFileSync(join(fleet.folder, ".midwatch/credentials"), "GITHUB_TOKEN=wrong\n", { mode: 0o600 });
    const { stdout } = await fleet.cli("tick", "--json");
    expect(stdout).toMatch(/asking github for work: GitHub answered \/notifications with 401: Bad credentials; renew/);
    expect((await fleet.run("ada")).outcome).toMatchObject({
      kind: "idle",
      reason: expect.stringContaining("renew the token"),
    });
  });

  it("handles an event once, killed at each of its requests, while it works, and before it has told of the end (X04)", async () => {
    const program = `if [ ! -e $signals/at-work ]; then touch $signals/at-work; sleep 6000; fi
      date +%N > "answer-$RANDOM$RANDOM"; ${states("done", "answered")}`;
    const { github, bot, alice, repo, fleet } = await scene({ ada: { program, work: "github" } });
    github.issue(repo, alice, { assignees: [bot] });
    const turn = fleet.start("run", "ada", "--json");
    await appears(join(fleet.signals, "at-work"));
    turn.kill();
    await turn.finished;
    let asked = 0;
    let last = 1;
    let kill = () => {};
    github.before = () => {
      asked += 1;
      if (asked === last) kill();
    };
    for (let isOver = false; !isOver; last++) {
      asked = 0;
      const next = fleet.start("run", "ada", "--json");
      kill = () => next.kill();
      const { stdout } = await next.finished;
      isOver = asked < last && stdout.includes('"idle"');
    }
    expect(last).toBeGreaterThan(5);
    expect(handled(fleet)).toEqual({ "o/r#1": 1 });
    expect(fleet.files().filter((path) => path.startsWith("answer-"))).toHaveLength(1);
    expect(github.notifications(bot).map(({ unread }) => unread)).toEqual([false]);
  });
});
