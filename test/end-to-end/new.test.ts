import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Answers, atTerminal } from "../terminal.ts";
import { BIN, start } from "./command-line.ts";
import { git, states, TestFleet, temporaryFolder, write } from "./fleet.ts";

const fleetOfOne = () => new TestFleet({ agents: { ada: { program: states("done") } } });
const fileOf = (fleet: TestFleet, name = "reviewer") => join(fleet.folder, `agents/${name}.md`);
const DO = ["--do", "Review what was pushed. Be brief."] as const;
const WHEN = ["--when", "weekdays 08:00"] as const;

/** What a person at a terminal sees who types that, and answers. */
async function newAtTerminal(fleet: TestFleet, answers: Answers, ...flags: readonly string[]): Promise<string> {
  const command = [process.execPath, BIN, "new", "reviewer", "--fleet", fleet.folder, ...flags].join(" ");
  const env = { PATH: process.env.PATH ?? "", HOME: fleet.home, NO_COLOR: "1", TERM: "dumb" };
  return (await atTerminal(command, { cwd: fleet.root, env, answers })).said;
}

describe.concurrent("midwatch new", () => {
  it("writes a small file, shows it, says what is missing, and ends with the next command", async () => {
    const fleet = fleetOfOne();
    const { code, stdout, stderr } = await fleet.cli("new", "reviewer", ...DO, ...WHEN, "--cap", "0.5");
    const text = readFileSync(fileOf(fleet), "utf8");
    expect(text).toBe(`---
when: weekdays 08:00
workspace: desk
backend: claude-code
limits: { dollars: 0.5 }
# midwatch options lists what else may stand here
---

Review what was pushed. Be brief.
`);
    expect([code, stderr]).toEqual([1, ""]);
    expect(stdout).toContain(
      text
        .trimEnd()
        .split("\n")
        .map((line) => `  ${line}`.trimEnd())
        .join("\n"),
    );
    expect(stdout).toMatch(/Missing before it can run\n {2}- reviewer: .*no sign-in: write ANTHROPIC_API_KEY/);
    expect(stdout.trimEnd().split("\n").slice(-2)).toEqual([
      expect.stringMatching(/^\(umask 077; mkdir -p .*\.midwatch; cat >> .*\.midwatch\/credentials\) /),
      expect.stringMatching(/^midwatch check --fleet /),
    ]);
    const { agents } = await fleet.ask<{ agents: readonly { name: string; with: string }[] }>("check");
    expect(agents.find(({ name }) => name === "reviewer")?.with).toBe(
      "claude-code on desk; work: duty; at most 30 minutes and $0.50 a session",
    );
  });

  it.each([
    ["what it should do", [...WHEN], /^--do is missing: What should it do\?$/],
    ["when", [...DO], /^--when is missing: When\?/],
  ])("names the flag that is missing, in a pipe: %s", async (_, flags, said) => {
    const fleet = fleetOfOne();
    const { code, stderr } = await fleet.cli("new", "reviewer", ...flags);
    expect([code, stderr.trim(), existsSync(fileOf(fleet))]).toEqual([2, expect.stringMatching(said), false]);
  });

  it.each([
    [
      "a rule that is none",
      [...DO, "--when", "wekdays 08:00"],
      /--when: in "wekdays 08:00", column 1: .*did you mean weekdays\?/,
    ],
    ["a cap of nothing", [...DO, ...WHEN, "--cap", "0"], /--cap: write dollars, more than 0, such as 0\.5, not "0"/],
    ["a cap in words", [...DO, ...WHEN, "--cap", "two"], /--cap: write dollars, .*not "two"/],
    ["nothing to do", ["--do", " ", ...WHEN], /--do: say in a sentence or more/],
    [
      "a backend there is not",
      [...DO, ...WHEN, "--backend", "claud"],
      /no backend is called "claud" \(did you mean claude-code\?\); there are: .*claude-code/,
    ],
    [
      "a backend that needs more",
      [...DO, ...WHEN, "--backend", "command"],
      /backend\.run: it is missing.*\n.*midwatch options command/,
    ],
    [
      "a workspace there is not",
      [...DO, ...WHEN, "--on", "dsk"],
      /--on: no workspace is called "dsk".* desk \(\.\.\/remote\.git\)/,
    ],
  ])("answers %s with a sentence, and writes nothing", async (_, flags, said) => {
    const fleet = fleetOfOne();
    const { code, stderr } = await fleet.cli("new", "reviewer", ...flags);
    expect([code, stderr, existsSync(fileOf(fleet))]).toEqual([2, expect.stringMatching(said), false]);
  });

  it("answers a name that is none, and one that is taken, and changes no file", async () => {
    const fleet = fleetOfOne();
    const before = readFileSync(fileOf(fleet, "ada"), "utf8");
    expect(await fleet.cli("new", "ada", ...DO, ...WHEN)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/agents\/ada\.md is there already: edit it/) as string,
    });
    expect(await fleet.cli("new", "My Agent", ...DO, ...WHEN)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/lower case letters, digits and "-", such as reviewer, not "My Agent"/) as string,
    });
    expect(readFileSync(fileOf(fleet, "ada"), "utf8")).toBe(before);
  });

  it("takes a clone of a workspace's repository for that workspace, and says how another becomes one", async () => {
    const fleet = fleetOfOne();
    const clone = join(fleet.root, "clone");
    git(fleet.root, "clone", "--quiet", fleet.remote, clone);
    const args: readonly string[] = ["new", "reviewer", ...DO, "--when", "by hand", "--on"];
    await fleet.cli(...args, clone);
    expect(readFileSync(fileOf(fleet), "utf8")).toContain("work: duty\nworkspace: desk\n");
    const other = temporaryFolder();
    git(other, "init", "--quiet", ".");
    git(other, "remote", "add", "origin", "git@example.org:me/site.git");
    const { stderr } = await fleet.cli(...args.with(1, "second"), other);
    expect(stderr).toMatch(
      /write under workspaces: in midwatch\.yaml: [a-z0-9-]+: \{ remote: git@example\.org:me\/site\.git \}/,
    );
  });

  it("ends with its first session, where nothing is missing", async () => {
    const fleet = fleetOfOne();
    write(fleet.folder, "agents/claude", "#!/bin/sh\necho '2.1.330 (Claude Code)'\n", 0o755);
    write(fleet.folder, ".midwatch/credentials", "ANTHROPIC_API_KEY=sk-ant-x\n", 0o600);
    fleet.configure(["workspaces: { desk: { remote: ../remote.git } }"]);
    const env = { PATH: `${join(fleet.folder, "agents")}:${process.env.PATH ?? ""}` };
    const args = ["new", "reviewer", ...DO, ...WHEN];
    const { code, stdout } = await start(args, { cwd: fleet.folder, home: fleet.home, env }).finished;
    expect([code, stdout]).toEqual([0, expect.stringContaining("Ready: reviewer works with claude-code on desk;")]);
    expect(stdout.trimEnd().split("\n").at(-1)).toBe("midwatch run reviewer    runs its first session");
  });

  it.each([
    ["--when", "wekdays", /did you mean weekdays\?/],
    ["--on", "nowhere", /--on: /],
    ["--cap", "much", /--cap: write dollars/],
  ])("asks nothing where what was given is wrong: %s %s", async (flag, value, said) => {
    const stdout = await newAtTerminal(fleetOfOne(), [["What should it do?", "\u0004"]], flag, value);
    expect(stdout).toMatch(said);
    expect(stdout).not.toContain("What should it do?");
  });

  it("asks at a terminal for what is left out, and again where an answer means nothing", async () => {
    const fleet = fleetOfOne();
    const typedAhead = "Review what was pushed.\nwekdays 08:00\nweekdays 08:00\n\n0.5\n";
    const stdout = await newAtTerminal(fleet, [["", typedAhead]]);
    expect(stdout).toMatch(/did you mean weekdays\?[\s\S]*On which workspace\?[\s\S]*How many dollars/);
    expect(readFileSync(fileOf(fleet), "utf8")).toMatch(/^when: weekdays 08:00$[\s\S]*^limits: \{ dollars: 0\.5 \}$/m);
  });

  it("writes nothing where the person ends the questions", async () => {
    const fleet = fleetOfOne();
    expect(await newAtTerminal(fleet, [["What should it do?", "\u0004"]])).toContain("nothing was written");
    expect(existsSync(fileOf(fleet))).toBe(false);
  });
});
