import type { Machine } from "./proposed.ts";

/** Of one shape: what is kept in the proposal, what is told, and what must stand nowhere in an agent's text. */
export interface Shape extends Machine {
  readonly name: string;
  readonly kept?: readonly string[];
  readonly told?: readonly string[];
  /** True where no agent is made of it: it is named, and a person decides. */
  readonly refused?: boolean;
}

const EVERY = "0 3 * * * ";
const line = (command: string) => `${EVERY}${command}`;
const unit = (service: string, timer = "OnCalendar=daily") => ({
  "night.service": `[Service]\nWorkingDirectory=PROJ\n${service}\n`,
  "night.timer": `[Timer]\n${timer}\n`,
});
const GOES_ON = "names this repository and cannot be followed: it would go on beside midwatch";

/** Lines of crontabs as people have them. */
const LINES: readonly Shape[] = [
  {
    name: "a log, and both streams in it",
    crontab: line('cd PROJ && claude -p "Fix one bug" --model sonnet >> /var/log/claude.log 2>&1'),
    kept: ["Fix one bug", "model: sonnet"],
    told: ["/var/log/claude.log"],
  },
  {
    name: "permissions skipped",
    crontab: line('cd PROJ && claude --dangerously-skip-permissions -p "Fix one bug"'),
    kept: ["Fix one bug"],
    told: ["--dangerously-skip-permissions"],
  },
  {
    name: "a lock, a limit and a nice value",
    crontab: line('cd PROJ && flock -n /tmp/a.lock timeout 45m nice -n 10 claude -p "Fix one bug" --max-turns 12'),
    kept: ["minutes: 45", "turns: 12"],
    told: ["flock -n /tmp/a.lock", "nice -n 10"],
  },
  {
    name: "a pull before, a push after",
    crontab: line('cd PROJ && git pull --ff-only && claude -p "Fix one bug" && git push'),
    kept: ["Fix one bug"],
    told: ["git pull --ff-only", "git push"],
  },
  {
    name: "a switch file",
    crontab: line('cd PROJ && [ ! -f PAUSE ] && claude -p "Fix one bug"'),
    kept: ["Fix one bug"],
    told: ["[ ! -f PAUSE ]"],
  },
  {
    name: "a ping on success and one on failure",
    crontab: line(
      'cd PROJ && claude -p "Fix one bug" && curl -fsS https://hc.example.org/a || curl -fsS https://hc.example.org/a/fail',
    ),
    told: ["https://hc.example.org/a;", "https://hc.example.org/a/fail", "deadMan:"],
  },
  {
    name: "runitor around it",
    crontab: line('cd PROJ && runitor -uuid 0-1 -- claude -p "Fix one bug"'),
    kept: ["Fix one bug"],
    told: ["runitor -uuid 0-1"],
  },
  {
    name: "mail of what it says, and MAILTO",
    crontab: `MAILTO=me@example.org\n${line('cd PROJ && claude -p "Report" | mail -s Daily me@example.org')}`,
    kept: ["Report"],
    told: ["MAILTO=me@example.org", "mail -s Daily"],
  },
  {
    name: "variables of the crontab",
    crontab: `WHERE=PROJ\nANTHROPIC_API_KEY=sk-ant-0123456789\n${line('cd "$WHERE" && claude -p "Fix one bug"')}`,
    kept: ["Fix one bug"],
    told: ["the variable ANTHROPIC_API_KEY"],
  },
  {
    name: "input after a percent sign",
    crontab: line("cd PROJ && claude -p%Fix one bug%and say which"),
    kept: ["Fix one bug\nand say which"],
  },
  {
    name: "a file by substitution",
    crontab: line('cd PROJ && claude -p "$(cat prompts/night.md)"'),
    files: { "prompts/night.md": "Night\n" },
    kept: ["Follow `prompts/night.md`."],
  },
  {
    name: "a diff on stdin",
    crontab: line('cd PROJ && git diff HEAD~1 | claude -p "Review this"'),
    kept: ["Review this"],
    told: ["git diff HEAD~1"],
  },
  {
    name: "a JSON reply that jq reads",
    crontab: line('cd PROJ && claude -p "Fix one bug" --output-format json | jq -r .result > out.txt'),
    kept: ["Fix one bug"],
    told: ["--output-format json", "jq -r .result"],
  },
  {
    name: "prohibitions and a system prompt",
    crontab: line(
      'cd PROJ && claude -p "Fix one bug" --disallowedTools "Bash(rm:*)" WebFetch --append-system-prompt "Be brief"',
    ),
    told: ["--disallowedTools Bash(rm:*) WebFetch", "--append-system-prompt Be brief"],
  },
  {
    name: "an earlier conversation",
    crontab: line('cd PROJ && claude --continue -p "Go on"'),
    kept: ["Go on"],
    told: ["--continue: every session starts afresh"],
  },
  {
    name: "a login shell",
    crontab: line(`/bin/bash -lc 'cd PROJ && source .env && claude -p "Fix one bug"'`),
    kept: ["Fix one bug"],
  },
  {
    name: "another user by sudo",
    crontab: line('cd PROJ && sudo -u bot -H claude -p "Fix one bug"'),
    kept: ["user: it ran as bot"],
  },
  {
    name: "tmux",
    crontab: line(`tmux new-session -d -s night "cd PROJ && claude -p 'Fix one bug'"`),
    kept: ["Fix one bug"],
    told: ["tmux new-session -d -s night"],
  },
  {
    name: "gptme by uvx, with its tools",
    crontab: line('cd PROJ && uvx gptme -n -m openai/gpt-5 -t shell,patch --system short "Fix one bug"'),
    kept: ["use: gptme", "model: openai/gpt-5", "tools: [shell, patch]", "Fix one bug"],
    told: ["--system short"],
  },
  {
    name: "two calls, one after the other",
    crontab: line('cd PROJ && claude -p "Sort the issues" && claude -p "Fix one of them"'),
    kept: ["Sort the issues", "Fix one of them"],
  },
  {
    name: "the same call again when it fails",
    crontab: line('cd PROJ && (claude -p "Fix one bug" || claude -p "Fix one bug")'),
    kept: ["Fix one bug"],
  },
  {
    name: "docker",
    refused: true,
    crontab: line("cd PROJ && docker compose run --rm agent claude -p hello"),
    told: [GOES_ON],
  },
  { name: "make", refused: true, crontab: line("make -C PROJ nightly"), told: [GOES_ON] },
  {
    name: "another agent",
    refused: true,
    crontab: line("cd PROJ && codex exec --full-auto 'Fix one bug'"),
    told: [GOES_ON],
  },
  {
    name: "a program of Python's",
    refused: true,
    crontab: line("PROJ/.venv/bin/python PROJ/run.py >> PROJ/run.log 2>&1"),
    told: ["cannot be read"],
  },
  {
    name: "a folder that only the run knows",
    refused: true,
    crontab: line('cd "$WORKSPACE" && claude -p "Fix one bug"'),
    told: ["only known at run time"],
  },
  {
    name: "at the machine's start",
    refused: true,
    crontab: '@reboot cd PROJ && claude -p "Go"',
    told: ["runs at @reboot"],
  },
  {
    name: "an impossible day",
    crontab: '0 9 31 2 * cd PROJ && claude -p "Fix one bug"',
    told: ["is not written"],
  },
];

/** Scripts that a crontab line runs. */
const SCRIPTS: readonly Shape[] = [
  {
    name: "a case by its argument",
    crontab: line("PROJ/run.sh docs"),
    files: {
      "run.sh": 'case "$1" in\n  docs|doc) claude -p "Update the docs" ;;\n  *) claude -p "Anything" ;;\nesac\n',
    },
    kept: ["Update the docs"],
  },
  {
    name: "a function with arguments",
    crontab: line("PROJ/run.sh"),
    files: {
      "run.sh": 'ask() { timeout 20m claude -p "$1" --model "$2"; }\nask "Sort the issues" haiku\nask "Fix one" opus\n',
    },
    kept: ["Sort the issues", "model: haiku", "Fix one", "model: opus", "minutes: 20"],
  },
  {
    name: "a script in a script",
    crontab: line("cd PROJ && ./cron.sh"),
    files: { "cron.sh": "exec ./scripts/run.sh night\n", "scripts/run.sh": 'claude -p "Work at $1"\n' },
    kept: ["Work at night"],
  },
  {
    name: "a heredoc in a file, and a lock",
    crontab: line("PROJ/run.sh"),
    files: {
      "run.sh":
        'exec 9>/tmp/l; flock -n 9 || exit 0\nP=$(mktemp)\ncat > "$P" <<\'EOF\'\nPick one task.\nEOF\ngptme -n "$P"\ncurl -s https://ntfy.example.org/t -d done\n',
    },
    kept: ["Pick one task."],
    told: ["flock -n 9", "https://ntfy.example.org/t"],
  },
  {
    name: "a branch by the day",
    crontab: line("PROJ/run.sh"),
    files: {
      "run.sh": 'if [ "$(date +%u)" = 1 ]; then claude -p "Plan the week"; else claude -p "Do the next thing"; fi\n',
    },
    kept: ["Plan the week", "Do the next thing"],
    told: ['if [ "$(date +%u)" = 1 ]'],
  },
];

/** Scripts that choose by a variable what they run. */
const CHOICES: readonly Shape[] = [
  {
    name: "an agent that is chosen by the day",
    crontab: line("PROJ/run.sh"),
    files: {
      "prompts/plan.md": "Plan\n",
      "prompts/work.md": "Work\n",
      "run.sh": 'if [ "$(date +%u)" = 1 ]; then A=plan; else A=work; fi\ncd PROJ\nclaude -p "$(cat prompts/$A.md)"\n',
    },
    kept: ["Follow `prompts/plan.md`.", "Follow `prompts/work.md`."],
    told: ['if [ "$(date +%u)" = 1 ]', 'not [ "$(date +%u)" = 1 ]'],
  },
  {
    name: "a model that is chosen by the hour, and hours without a run",
    crontab: line("PROJ/run.sh"),
    files: {
      "run.sh":
        'case $(date +%H) in\n  0?) M=opus ;;\n  1?) M=haiku ;;\n  *) exit 0 ;;\nesac\ncd PROJ && claude -p "Fix one bug" --model $M\n',
    },
    kept: ["model: opus", "model: haiku"],
    told: ["case $(date +%H) in 0?", "case $(date +%H) in 1?"],
  },
];

/** Units of systemd's. */
const UNITS: readonly Shape[] = [
  {
    name: "commands before and after",
    units: unit('ExecStartPre=/usr/bin/git pull\nExecStart=claude -p "Fix one bug"\nExecStopPost=/opt/notify.sh'),
    kept: ["Fix one bug"],
    told: ["ExecStartPre=/usr/bin/git pull", "ExecStopPost=/opt/notify.sh"],
  },
  {
    name: "caps and what it may reach",
    units: unit(
      'ExecStart=claude -p "Fix one bug"\nMemoryMax=2G\nCPUQuota=50%\nProtectHome=read-only\nRuntimeMaxSec=20min',
    ),
    kept: ["minutes: 20"],
    told: ["MemoryMax=2G", "CPUQuota=50%", "ProtectHome=read-only"],
  },
  {
    name: "an alarm on failure, and a spread",
    units: {
      ...unit('ExecStart=claude -p "Fix one bug"', "OnCalendar=hourly\nRandomizedDelaySec=300\nOnBootSec=5min"),
      "night.service":
        '[Unit]\nOnFailure=mail@%n.service\n[Service]\nWorkingDirectory=PROJ\nExecStart=claude -p "Fix one bug"\n',
    },
    told: ["OnFailure=mail@%n.service", "RandomizedDelaySec=300", "OnBootSec=5min"],
  },
  {
    name: "an always-on loop",
    units: {
      "loop.service": '[Service]\nWorkingDirectory=PROJ\nExecStart=claude -p "Go on"\nRestart=always\nRestartSec=60\n',
    },
    kept: ["Go on"],
    told: ["no timer starts loop.service", "Restart=always", "RestartSec=60"],
  },
  {
    name: "times in two zones, and the last day",
    units: unit('ExecStart=claude -p "Close the month"', "OnCalendar=*-*~01 18:00 Europe/Berlin\nOnCalendar=Sat 12:00"),
    kept: ["last day of the month 18:00", "Sat 12:00 in UTC"],
  },
  {
    name: "a program that cannot be followed",
    refused: true,
    units: unit("ExecStart=/usr/bin/env python3 run.py"),
    told: [`night.service line 3 ${GOES_ON}`],
  },
  {
    name: "a time that has no counterpart",
    units: unit('ExecStart=claude -p "Fix one bug"', "OnCalendar=2027-*-* 10:00"),
    told: ["OnCalendar=2027-*-* 10:00 has no exact counterpart"],
  },
];

/** Every shape there is. */
export const SHAPES: readonly Shape[] = [...LINES, ...SCRIPTS, ...CHOICES, ...UNITS];
