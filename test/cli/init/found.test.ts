import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nextCommands } from "../../../src/cli/views/missing.ts";
import { Home } from "./moving-in.ts";
import { proposedFor } from "./proposed.ts";

const WORKFLOW = `---
harness:
  allowed: [gptme, claude-code]
  default: claude-code
  model_routing:
    claude-code: opus
tracker:
  tasks_dir: "{{WORKSPACE}}/todo"
session:
  default_timeout: 45
hooks:
  post_commit: "git push origin HEAD"
---
# You are {{AGENT_NAME}}, {{OTHER}}
`;

const only = (agents: Readonly<Record<string, string>>) => Object.values(agents).join("\n---\n");

describe("init keeps or tells what was there", () => {
  it("every option of a call (C1)", async () => {
    const { agents, notes } = await proposedFor({
      crontab:
        '0 3 * * * cd PROJ && claude -p "Fix one bug" --disallowedTools "Bash(git push:*)" --max-budget-usd 3 --permission-mode plan --mcp-config m.json --add-dir ../x',
    });
    expect(only(agents)).toContain("Fix one bug");
    expect(only(agents)).toContain("  dollars: 3");
    for (const told of [
      "--disallowedTools Bash(git push:*)",
      "--permission-mode plan",
      "--mcp-config m.json",
      "--add-dir ../x",
    ])
      expect(notes).toContain(told);
  });

  it("a prompt that is written to a file on the way (C2)", async () => {
    const { agents } = await proposedFor({
      crontab: "0 * * * * PROJ/run.sh",
      files: {
        "run.sh": 'P=/tmp/p-$$.txt\ncat > "$P" <<EOF\nPick one task and end it.\nEOF\ngptme --non-interactive "$P"\n',
      },
    });
    expect(only(agents)).toContain("Pick one task and end it.");
    expect(only(agents)).not.toContain("/tmp/p-");
  });

  it("a prompt whose heredoc is only known at run time is told, not its path (C2)", async () => {
    const { agents, notes } = await proposedFor({
      crontab: "0 * * * * PROJ/run.sh",
      files: { "run.sh": 'P=$(mktemp)\ncat > "$P" <<EOF\nToday is $(date).\nEOF\ngptme --non-interactive "$P"\n' },
    });
    expect(only(agents)).toContain("Write here what it is to do");
    expect(notes).toContain("is put together at run time");
  });

  it.each([
    ["cat PROMPT.md | claude -p", "Follow `PROMPT.md`."],
    ['echo "Tidy the notes" | claude -p', "Tidy the notes"],
    ["claude -p < PROMPT.md", "Follow `PROMPT.md`."],
    ['claude -p <<< "Tidy the notes"', "Tidy the notes"],
    ["printf '\\%s\\n' 'Tidy the notes' | timeout 10m claude -p --model opus", "Tidy the notes"],
    ["claude -p%Tidy the notes", "Tidy the notes"],
  ])("a prompt on stdin: %s (C3)", async (command, expected) => {
    const { agents } = await proposedFor({
      crontab: `0 3 * * * cd PROJ && ${command}`,
      files: { "PROMPT.md": "# Do\n" },
    });
    expect(only(agents)).toContain(expected);
  });

  it("the branch of a case that is taken (C4)", async () => {
    const script =
      'case "$1" in\n  triage) claude -p "Sort the new issues" --model haiku ;;\n  docs) claude -p "Update the docs" ;;\nesac\n';
    const { agents } = await proposedFor({ crontab: "0 3 * * * PROJ/run.sh docs", files: { "run.sh": script } });
    expect(only(agents)).toContain("Update the docs");
    expect(only(agents)).not.toMatch(/Sort the new issues|haiku/);
  });

  it("all branches of a case that is decided at run time (C4)", async () => {
    const script =
      'case "$(date +%u)" in\n  1) claude -p "Sort the new issues" --model haiku ;;\n  *) claude -p "Update the docs" ;;\nesac\n';
    const { agents, notes } = await proposedFor({ crontab: "0 3 * * * PROJ/run.sh", files: { "run.sh": script } });
    expect(only(agents)).toContain("Update the docs");
    expect(only(agents)).toContain("Sort the new issues");
    expect(notes).toContain("$(date +%u)");
  });

  it.each([
    ['cd PROJ && npx @anthropic-ai/claude-code -p "Fix one bug"'],
    ["tmux new-session -d \"cd PROJ && claude -p 'Fix one bug'\""],
    ['cd PROJ && direnv exec . claude -p "Fix one bug"'],
  ])("a wrapper is followed: %s (C5)", async (command) => {
    const { agents } = await proposedFor({ crontab: `0 3 * * * ${command}` });
    expect(only(agents)).toContain("Fix one bug");
  });

  it.each([
    "cd PROJ && docker compose run --rm agent",
    "cd PROJ && python3 run.py",
    "make -C PROJ nightly",
    "cd PROJ && codex exec 'Fix one bug'",
    "cd PROJ && opencode run 'Fix one bug'",
  ])("what cannot be followed is told: %s (C5)", async (command) => {
    const { notes } = await proposedFor({ crontab: `0 3 * * * ${command}` });
    expect(notes).toContain(
      "crontab line 1 names this repository and cannot be followed: it would go on beside midwatch",
    );
  });

  it("a ping, and a mail (C6)", async () => {
    const { notes, fleet } = await proposedFor({
      crontab:
        '0 3 * * * cd PROJ && claude -p "Fix one bug" && curl -fsS https://hc.example.org/abc\n0 4 * * * cd PROJ && claude -p "Report" | mail -s Daily me@example.org',
    });
    expect(notes).toContain("curl -fsS https://hc.example.org/abc");
    expect(notes).toContain("deadMan:");
    expect(notes).toContain("mail -s Daily me@example.org");
    expect(notes).toContain("channels:");
    expect(fleet).not.toContain("hc.example.org");
  });

  it("the zone of each time (C7)", async () => {
    const { agents, fleet, notes } = await proposedFor({
      units: {
        "a.service": '[Service]\nWorkingDirectory=PROJ\nExecStart=claude -p "Fix one bug"\n',
        "a.timer": "[Timer]\nOnCalendar=Mon..Fri 09:00 Europe/Berlin\nOnCalendar=Sat 12:00\n",
        "b.service": '[Service]\nWorkingDirectory=PROJ\nExecStart=claude -p "Look round"\n',
        "b.timer": "[Timer]\nOnUnitActiveSec=2h\n",
      },
    });
    expect(fleet).toContain("zone: Europe/Berlin");
    expect(agents.a).toContain("Sat 12:00 in UTC");
    expect(notes).not.toContain("time zone");
    expect(agents.b).toContain("- every 2h  #");
  });

  it.each([
    ["[project]\nname = 'x'\n", "sources: []"],
    ["[project]\nname = 'x'\n[build-system]\nrequires = []\n", "pip install -e ."],
  ])("a pyproject.toml is installed only where it can be built: %j (C8)", async (toml, expected) => {
    const { fleet } = await proposedFor({ files: { "pyproject.toml": toml } });
    expect(fleet).toContain(expected);
    if (!toml.includes("build-system")) expect(fleet).not.toMatch(/^[^#]*pip install/m);
  });

  it("tasks of a template that has none yet (C9)", async () => {
    const { fleet } = await proposedFor({
      files: {
        "gptme.toml": '[agent]\nname = "gptme-agent"\n',
        "README.md": "---\nstate: active\n---\n# Agent\n",
        "SOUL.md": "---\nstate: active\n---\n# Soul\n",
        "tasks/templates/one.md": "---\nstate: new\n---\n# One\n",
      },
    });
    expect(fleet).toContain("folder: tasks");
  });

  it("the workflow of a gptme workspace, where nothing else says the same", async () => {
    const { agents, notes, fleet } = await proposedFor({
      files: {
        "gptme.toml": '[agent]\nname = "Nora"\n[prompt]\nfiles = ["ABOUT.md"]\n',
        "ABOUT.md": "# About\n\nNora keeps the garden of notes in order. She likes lists.\n",
        "AGENTS.md": "# Rules\n",
        "WORKFLOW.md": WORKFLOW,
        "todo/one.md": "---\nstate: todo\n---\n# One\n",
        "tasks/two.md": "# Two\n",
      },
    });
    const agent = only(agents);
    for (const line of [
      "description: Nora keeps the garden of notes in order.  # ABOUT.md",
      "  use: claude-code  # harness.default in WORKFLOW.md",
      "model: opus  # harness.model_routing in WORKFLOW.md",
      "  minutes: 45  # session.default_timeout in WORKFLOW.md",
      "`ABOUT.md`, `AGENTS.md`.",
      "Follow `WORKFLOW.md` from where the work itself begins",
      "{{AGENT_NAME}} is your name, {{OTHER}} is not known: leave it out.",
    ])
      expect(agent).toContain(line);
    expect(fleet).toContain("folder: todo  # tracker.tasks_dir in WORKFLOW.md");
    expect(notes).toContain("WORKFLOW.md: its hooks are not run: post_commit");
    expect(notes).toContain("midwatch picks the task, claims it and publishes the work");
  });

  it.each([
    ["# About\n\n## Background\n[Brief background about alice]\n\n## Goals\n[goals]\n", "Works in"],
    ["# About\n\n{{AGENT_NAME}} is kind.\n", "Works in"],
    [
      "# About\n## Background\nAlice [the second](x.md) keeps lists. More.\n\n## Goals\nTo win.\n",
      "Alice [the second](x.md) keeps lists.",
    ],
    ["# About\n\nKeeps lists\n", "Keeps lists"],
  ])("what ABOUT.md says of the agent, but no blanks of a template: %j", async (about, description) => {
    const { agents } = await proposedFor({ files: { "gptme.toml": '[agent]\nname = "Alice"\n', "ABOUT.md": about } });
    expect(/^description: "?(?<said>.*)$/m.exec(only(agents))?.groups?.said).toContain(description);
  });

  it("what gptme gives its model by itself is in no instructions", async () => {
    const files = { "gptme.toml": '[prompt]\nfiles = ["ABOUT.md"]\n', "ABOUT.md": "# A\n", "AGENTS.md": "# B\n" };
    expect(only((await proposedFor({ files })).agents)).not.toContain("ABOUT.md");
  });

  it("no model of a WORKFLOW.md that is for another program than the one that runs", async () => {
    const { agents } = await proposedFor({
      crontab: '0 * * * * cd PROJ && gptme -n "Do it"',
      files: { "gptme.toml": "", "WORKFLOW.md": WORKFLOW },
    });
    expect(only(agents)).toContain("use: gptme");
    expect(only(agents)).not.toContain("model:");
  });

  it("a WORKFLOW.md that cannot be read is told", async () => {
    const files = { "gptme.toml": "", "WORKFLOW.md": "---\nharness: [\n---\n# W\n" };
    expect((await proposedFor({ files })).notes).toContain("WORKFLOW.md: its settings cannot be read: ");
  });

  it("the work of a workspace with a queue and tasks (C10)", async () => {
    const { agents } = await proposedFor({
      crontab: '0 * * * * cd PROJ && claude -p "Run an autonomous session: CASCADE, then work."',
      files: {
        "gptme.toml": '[agent]\nname = "alice"\n',
        "state/queue-manual.md": "## Planned Next\n\n1. **A**\n",
        "tasks/one.md": "---\nstate: todo\n---\n# One\n",
      },
    });
    expect(only(agents)).toContain("work: [work-queue, workspace-tasks]");
  });

  it("sources are not set up where nobody takes from them (C10)", async () => {
    const { agents, fleet } = await proposedFor({
      crontab: '0 * * * * cd PROJ && claude -p "Write the weather report"',
      files: { "tasks/one.md": "---\nstate: todo\n---\n# One\n" },
    });
    expect(only(agents)).toContain("work: duty");
    expect(fleet).not.toMatch(/^ {2}- use:/m);
  });

  it("the last day of a month (C11)", async () => {
    const { agents } = await proposedFor({
      units: {
        "a.service": '[Service]\nWorkingDirectory=PROJ\nExecStart=claude -p "Close the month"\n',
        "a.timer": "[Timer]\nOnCalendar=*-*~01 18:00\n",
      },
    });
    expect(agents.a).toContain("last day of the month 18:00");
  });

  it("a folder inside of a fleet is refused (C12)", async () => {
    const { proposeFleet } = await import("../../../src/cli/commands/init/look.ts");
    const home = new Home("fleet");
    home.write("midwatch.yaml", "zone: UTC\n");
    await expect(proposeFleet(join(home.repository, "inner"), {})).rejects.toThrow(/is inside of the fleet/);
    await expect(proposeFleet(home.repository, {})).rejects.toThrow(/is there already/);
  });

  it("the next command can be pasted (C13)", () => {
    const agent = { name: "a", ready: true, reasons: [], doubts: [], with: "" };
    expect(nextCommands([agent], "/x/a folder")[0]).toContain("run a --fleet '/x/a folder'");
    const unready = { ...agent, ready: false, reasons: ["no sign-in"] };
    expect(nextCommands([unready], "/x/a folder").join("\n")).toContain("mkdir -p '/x/a folder/.midwatch'");
  });
});
