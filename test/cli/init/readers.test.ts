import { describe, expect, it } from "vitest";
import { askedBy } from "../../../src/cli/commands/init/arguments.ts";
import { callsIn } from "../../../src/cli/commands/init/call.ts";
import { parseCrontab } from "../../../src/cli/commands/init/cron.ts";
import { fromCalendar, fromCron, fromInterval } from "../../../src/cli/commands/init/schedule.ts";
import { allOf, lastOf, parseUnit, spanSeconds } from "../../../src/cli/commands/init/unit-file.ts";

describe("a crontab", () => {
  it.each([
    ["0 */2 * * 1-5 run", { expression: "0 */2 * * 1-5", command: "run", line: 1 }],
    ["  15\t3 1,15 * *   run it  ", { expression: "15 3 1,15 * *", command: "run it", line: 1 }],
    ["0 9 * jan-mar mon,wed run", { expression: "0 9 * jan-mar mon,wed", command: "run", line: 1 }],
    ["@daily run", { expression: "0 0 * * *", command: "run", line: 1 }],
    ["@hourly run", { expression: "0 * * * *", command: "run", line: 1 }],
    [
      "0 0 * * * date +\\%F; cat%input%more",
      { expression: "0 0 * * *", command: "date +%F; cat", input: "input\nmore", line: 1 },
    ],
    ["A=b\n0 0 * * * run", { expression: "0 0 * * *", command: "run", line: 2, known: { A: "b" } }],
    ["CRON_TZ='UTC'\n0 0 * * * run", { expression: "0 0 * * *", command: "run", line: 2, zone: "UTC" }],
    ["# note\r\n\r\n0 0 * * * run\r\n", { expression: "0 0 * * *", command: "run", line: 3 }],
  ])("has the line of %j", (text, line) => {
    expect(parseCrontab(text)).toEqual({ lines: [line], problems: [], unread: [] });
  });

  it("a crontab of the system names a user", () => {
    const { lines } = parseCrontab("0 0 * * * bob run it", { system: true });
    expect(lines).toEqual([{ expression: "0 0 * * *", command: "run it", user: "bob", line: 1 }]);
  });

  it.each([
    ["garbage", "line 1 is no schedule and command"],
    ["* * * * *", "line 1 is no schedule and command"],
    ["@reboot run", "line 1 runs at @reboot, which is no time of day"],
    ["0 0 1-2-3 * * run", "line 1 has a schedule that cannot be read"],
  ])("says what is wrong with %j, and keeps the rest", (text, problem) => {
    const { lines, problems } = parseCrontab(`${text}\n0 0 * * * run`);
    expect({ problems, lines: lines.length }).toEqual({ problems: [problem], lines: 1 });
  });
});

describe("a schedule", () => {
  it.each([
    ["0 10 * * 1", "Mon 10:00"],
    ["5 9 * * 7", "Sun 09:05"],
    ["0 */2 * * 1-5", "cron 0 */2 * * 1-5"],
    ["0 10 1 * 1", "cron 0 10 1 * 1"],
    ["0 10 * * *", "cron 0 10 * * *"],
  ])("a schedule of cron's %s is %s", (expression, when) => {
    expect(fromCron(expression)).toBe(when);
  });

  it.each([
    ["daily", "cron 0 0 * * *"],
    ["hourly", "cron 0 * * * *"],
    ["weekly", "Mon 00:00"],
    ["monthly", "cron 0 0 1 * *"],
    ["quarterly", "cron 0 0 1 1,4,7,10 *"],
    ["*-*-* 00/2:00:00", "cron 0 */2 * * *"],
    ["*-*-* 08/2:30", "cron 30 8-23/2 * * *"],
    ["*:0/15", "cron */15 * * * *"],
    ["Mon..Fri *-*-* 08,12,18:00", "cron 0 8,12,18 * * 1-5"],
    ["Mon-Fri 9..17:00", "cron 0 9-17 * * 1-5"],
    ["Sat,Sun 06:00", "cron 0 6 * * 0,6"],
    ["Sat..Mon 06:00", "cron 0 6 * * 0,1,6"],
    ["Monday 10:00", "Mon 10:00"],
    ["*-*-01 04:00:00", "cron 0 4 1 * *"],
    ["Tue", "Tue 00:00"],
  ])("a schedule of OnCalendar=%s is %s", (calendar, when) => {
    expect(fromCalendar(calendar)).toEqual({ when });
  });

  it.each([
    ["Mon 10:00 UTC", { when: "Mon 10:00", zone: "UTC" }],
    ["daily Europe/Berlin", { when: "cron 0 0 * * *", zone: "Europe/Berlin" }],
  ])("a schedule of OnCalendar=%s has a zone", (calendar, when) => {
    expect(fromCalendar(calendar)).toEqual(when);
  });

  it.each(["2026-*-* 10:00", "*-*-* 10:00:30", "Mon *-*-13 10:00", "*-02~03 10:00", "sometimes", ""])(
    "is not guessed at: OnCalendar=%s",
    (calendar) => {
      expect(fromCalendar(calendar)).toEqual({ unclear: `OnCalendar=${calendar} has no exact counterpart` });
    },
  );

  it.each([
    [7200, { when: "every 2h" }],
    [5400, { when: "every 90m" }],
    [45, { unclear: "every 45 seconds is no whole number of minutes" }],
    [172_800, { when: "every 48h" }],
    [129_600, { unclear: "every 129600 seconds is no whole number of days" }],
    [0, { unclear: "the interval cannot be read" }],
    [Number.NaN, { unclear: "the interval cannot be read" }],
  ])("a schedule of an interval of %s seconds", (seconds, when) => {
    expect(fromInterval(seconds)).toEqual(when);
  });
});

describe("a unit", () => {
  it("has its settings with their lines; continued lines are one, comments none", () => {
    const unit = parseUnit("/x/a.service", "[Service]\n# ExecStart=no\nExecStart=/bin/a \\\n  --b\n;c\nUser = bob\n");
    expect(unit).toEqual({
      name: "a.service",
      path: "/x/a.service",
      settings: [
        { section: "Service", key: "ExecStart", value: "/bin/a --b", line: 3 },
        { section: "Service", key: "User", value: "bob", line: 6 },
      ],
    });
  });

  it("forgets earlier values at an empty one", () => {
    const unit = parseUnit("a.timer", "[Timer]\nOnCalendar=daily\nOnCalendar=\nOnCalendar=weekly\nOnCalendar=hourly\n");
    expect(allOf(unit, "OnCalendar").map(({ value }) => value)).toEqual(["weekly", "hourly"]);
    expect(lastOf(unit, "OnCalendar")?.line).toBe(5);
  });

  it.each([
    ["1800", 1800],
    ["30min", 1800],
    ["1h 30m", 5400],
    ["1h30min", 5400],
    ["90s", 90],
    ["2.5h", 9000],
    ["infinity", undefined],
    ["0", undefined],
    ["soon", undefined],
    ["10 parsecs", undefined],
  ])("has a time span of %s", (text, seconds) => {
    expect(spanSeconds(text)).toBe(seconds);
  });
});

describe("a shell text", () => {
  it.each([
    ["claude -p hello", { program: "claude", args: ["-p", "hello"] }],
    ["/opt/bin/claude --print 'a b'", { program: "claude", args: ["--print", "a b"] }],
    ["timeout 30m claude -p x", { args: ["-p", "x"], timeout: 1800 }],
    ["timeout -k 10 --signal=INT 1800 gptme -n x", { program: "gptme", args: ["-n", "x"], timeout: 1800 }],
    ["timeout 3000 nice -n 5 timeout 60 gptme -n x", { timeout: 60 }],
    ["cd /repo && flock -n /tmp/l claude -p x", { directory: "/repo", args: ["-p", "x"] }],
    ["flock /tmp/l -c 'cd /b && claude -p x'", { directory: "/b" }],
    ["bash -lc 'cd /b; exec claude -p x'", { directory: "/b" }],
    ["KEY=secret env -u A OTHER=b claude -p x", { given: ["KEY", "OTHER"] }],
    ["OUT=$(claude -p x | tee log)", { args: ["-p", "x"] }],
    ["run() {\n  claude -p x\n}\nrun", { line: 2 }],
    ['M=opus\nclaude -p --model "$M" x', { args: ["-p", "--model", "opus", "x"] }],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is shell
    ['claude -p --model "${M:-opus}" x', { args: ["-p", "--model", "opus", "x"] }],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is shell
    ['A=(--max-turns 3)\nA+=(-p)\nclaude "${A[@]}" "$P"', { args: ["--max-turns", "3", "-p", "$P"] }],
    ['D=/d\nclaude -p "$(cat "$D/p.md")"', { args: ["-p", "$(cat /d/p.md)"] }],
    ["(cd /elsewhere; true)\nclaude -p x", { directory: undefined }],
    ["if ! claude -p x; then exit 1; fi", { args: ["-p", "x"] }],
    ["claude -p <<EOF\nhello\nEOF", { args: ["-p"], input: "hello\n" }],
    ["sudo -u bob claude -p x", { args: ["-p", "x"] }],
  ])("runs an agent: %j", (text, call) => {
    const [found] = callsIn(text).agents;
    expect({ directory: undefined, ...found }).toMatchObject(call);
  });

  it.each([
    "claude --version",
    "command -v claude",
    "claude",
    "gptme --version",
    "# claude -p x",
    "echo 'claude -p x'",
    "grep claude -p log",
    "",
    "if then fi ((",
  ])("runs none: %j", (text) => {
    expect(callsIn(text).agents).toEqual([]);
  });

  it.each([
    ["/repo/run.sh", { path: "/repo/run.sh" }],
    ["/bin/bash -e /repo/run.sh now", { path: "/repo/run.sh" }],
    ["cd /repo && timeout 1h ./run.sh", { path: "./run.sh", directory: "/repo", timeout: 3600 }],
  ])("runs a script: %j", (text, script) => {
    expect(callsIn(text).scripts).toMatchObject([script]);
  });
});

describe("a call", () => {
  it.each([
    [["-p", "hello"], { prompts: ["hello"], left: [] }],
    [["--model=opus", "-p", "x"], { model: "opus", left: [] }],
    [["-p", "x", "--max-turns", "9"], { turns: 9, prompts: ["x"], left: [] }],
    [["-p", "--allowedTools", "Read", "Bash(git log *)", "--verbose"], { tools: ["Read", "Bash(git log *)"] }],
    [["-p", "--allowedTools", "Read,Bash(git log *)"], { tools: ["Read", "Bash(git log *)"] }],
    [["--output-format", "json", "-p"], { left: ["--output-format json: midwatch asks for the form it reads"] }],
    [["-c", "-p"], { left: ["-c: every session starts afresh"] }],
    [["--model", "$M", "-p"], { left: ["--model $M: its value is worked out at run time"] }],
    [["--settings", "sk-ant-0123456789", "-p"], { left: ["--settings [secret left out]: there is no counterpart"] }],
    [["-p", "--max-budget-usd", "2.5"], { dollars: 2.5, left: [] }],
  ])("a call of claude %j asks for %j", (args, asked) => {
    expect(askedBy({ program: "claude", args })).toMatchObject(asked);
  });

  it("a call of gptme leaves its checkout and its conversation behind", () => {
    const args = ["-n", "-m", "openai/gpt-5", "-w", "/repo", "--name", "x", "-t", "shell,patch", "prompt.md"];
    expect(askedBy({ program: "gptme", args })).toEqual({
      model: "openai/gpt-5",
      tools: ["shell", "patch"],
      prompts: ["prompt.md"],
      left: ["-w /repo: a session works in a clone of its own", "--name x: every session starts afresh"],
    });
  });
});
