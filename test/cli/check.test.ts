import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { start } from "../end-to-end/command-line.ts";
import { git, temporaryFolder, write } from "../end-to-end/fleet.ts";

const FLEET = "zone: Europe/Berlin\nworkspaces: { desk: { remote: ./desk.git } }\n";
const agent = (when: string) => `---\ndescription: X\nbackend: { use: command, run: [cat] }\n${when}---\nX.\n`;

function check(files: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const folder = temporaryFolder();
  for (const [path, text] of Object.entries({ "midwatch.yaml": FLEET, ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  git(folder, "init", "--quiet", "--bare", "--initial-branch=main", "desk.git");
  const desk = join(folder, "desk.git");
  const tree = git(desk, "hash-object", "-t", "tree", "-w", "/dev/null");
  git(desk, "update-ref", "refs/heads/main", git(desk, "commit-tree", "-m", "Begin", tree));
  return start(["check", ...args], { cwd: folder, home: folder }).finished;
}

it("check says in words when each agent is due, and that one is not", async () => {
  const files = {
    "agents/strategist.md": agent("when: Mon 10:00 in UTC\n"),
    "agents/trader.md": agent("when: [every 30m in NYSE, min-gap 20m]\n"),
    "agents/writer.md": agent(""),
  };
  const { stdout, ...rest } = await check(files);
  expect({ ...rest, stdout: stdout.replace(/^Contained by .*$/m, "Contained by …") }).toEqual({
    code: 0,
    stdout: `All is well: strategist, trader, writer.
Contained by …
agent       is     due                                                             why not
strategist  ready  Mondays at 10:00 (UTC)
trader      ready  every 30 minutes while NYSE is open; at least 20 minutes apart
writer      ready  only when it is asked to; its file has no when

What each works with; midwatch options lists what else its file may say:
  strategist: command on desk; work: duty; at most 30 minutes a session
  trader: command on desk; work: duty; at most 30 minutes a session
  writer: command on desk; work: work-queue, workspace-tasks; at most 30 minutes a session
`,
    stderr: "",
  });
});

it("check tells that a workspace keeps files in LFS, and what follows (A7)", async () => {
  const remote = temporaryFolder();
  git(remote, "init", "--quiet", "--initial-branch=main");
  write(remote, "assets/.gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n");
  git(remote, "add", "--all");
  git(remote, "commit", "--quiet", "-m", "Begin");
  const { code, stderr } = await check({
    "midwatch.yaml": `workspaces: { desk: { remote: ${join(remote, ".git")} } }\n`,
    "agents/writer.md": agent(""),
  });
  expect(code).toBe(0);
  expect(stderr).toMatch(/workspaces\.desk keeps \*\.bin in LFS: agents find pointers .* kept on a rescue ref/);
});

it("check warns of times that daylight saving skips or doubles in the coming year, with their line", async () => {
  const { code, stderr } = await check({ "agents/night.md": agent('when: "02:30"\n') });
  expect(code).toBe(0);
  expect(stderr.trim().split("\n").toSorted()).toEqual([
    expect.stringMatching(
      /^agents\/night\.md:4: when: 02:30 in Europe\/Berlin comes twice on \d{4}-10-\d\d: it runs the first time \(a warning\)$/,
    ),
    expect.stringMatching(
      /^agents\/night\.md:4: when: 02:30 in Europe\/Berlin does not exist on \d{4}-03-\d\d: it runs at 03:00 \(a warning\)$/,
    ),
  ]);
});

it("check says as JSON what it says in words", async () => {
  const { stdout } = await check({ "agents/night.md": agent("when: Sun 02:30\n") }, "--json");
  expect(JSON.parse(stdout)).toMatchObject({
    agents: [{ name: "night", ready: true, reasons: [], doubts: [] }],
    when: { night: "Sundays at 02:30 (Europe/Berlin)" },
    problems: [],
    warnings: [
      { file: "agents/night.md", line: 4 },
      { file: "agents/night.md", line: 4 },
    ],
  });
});

it("check refuses a when with a mistake in it, with exit 2", async () => {
  expect(await check({ "agents/night.md": agent("when: Mno 10:00\n") })).toEqual({
    code: 2,
    stdout: "",
    stderr: 'agents/night.md:4: when: in "Mno 10:00", column 1: no rule begins with "Mno" (did you mean Mon?)\n',
  });
});

it("check warns of sources nobody takes from, and of a duty that nothing describes (C10)", async () => {
  const { idleWarnings } = await import("../../src/config/idle-warnings.ts");
  const agent = {
    name: "ada",
    work: ["duty"],
    instructions: "# Ada\n\n<!-- Write here what it is to do -->\n",
    folder: "/f/agents",
  };
  const config = {
    agents: [agent],
    sources: [{ use: "work-queue" }, { use: "workspace-tasks", name: "mine" }],
    folder: "/f",
  };
  const messages = (one: object) =>
    idleWarnings(one as Parameters<typeof idleWarnings>[0]).map(({ file, message }) => `${file}: ${message}`);
  expect(messages(config)).toEqual([
    "midwatch.yaml: sources: no agent takes work from work-queue: write it into an agent's work, or remove it here",
    "midwatch.yaml: sources: no agent takes work from mine: write it into an agent's work, or remove it here",
    "agents/ada.md: ada has a duty, and nothing says what it is: write it below the settings",
  ]);
  const busy = { ...agent, work: ["work-queue", "mine"], instructions: "Do it." };
  expect(messages({ ...config, agents: [busy] })).toEqual([]);
});
