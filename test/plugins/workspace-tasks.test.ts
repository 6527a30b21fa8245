import { describe, expect, it } from "vitest";
import workspaceTasks from "../../plugins/workspace-tasks/index.ts";
import { rank } from "../../plugins/workspace-tasks/rank.ts";
import { recordInTask } from "../../plugins/workspace-tasks/record.ts";
import { parseTask } from "../../plugins/workspace-tasks/task.ts";
import { Parts } from "../../src/core/parts/parts.ts";
import type { Host } from "../../src/index.ts";
import { describeWorkSource } from "../../src/testing/index.ts";

const NOW = Date.parse("2025-11-23T10:00:00Z");

const task = (settings: string, body = "# Title\n") => `---\n${settings}\n---\n${body}`;
const ranked = (files: Readonly<Record<string, string>>) =>
  rank(
    Object.entries(files).map(([id, text]) => parseTask(`tasks/${id}.md`, text)),
    { agent: "ann", now: NOW },
  );
const readiness = (settings: string, others: Readonly<Record<string, string>> = {}) => {
  const found = ranked({ it: task(settings), ...others }).find(({ id }) => id === "it");
  return found && [found.state, found.reason ?? ""];
};

const make = () => {
  const parts = new Parts();
  workspaceTasks.register(parts);
  return parts.make("workSource", { use: "workspace-tasks" }, {} as Host);
};
describeWorkSource("workspace-tasks", {
  make,
  files: {
    "tasks/active.md": task("state: active\ncreated: 2025-11-17T17:10:00Z\npriority: high\ntags: [a, b]"),
    "tasks/noted.md": task("# why\nstate: 'todo' # soon\nwaiting_for:\n- {type: pr_ci}\nnote: >\n  x"),
    "tasks/crlf.md": task("state: todo\npriority: low").replaceAll("\n", "\r\n"),
    "tasks/broken.md": "---\nstate: [\n---\n",
    "tasks/flow.md": task("{state: todo, priority: high}"),
    "tasks/none.md": "# No front matter\n",
  },
});

const CIRCLE = "take one of these requirements out";

describe("a task", () => {
  it.each([
    ["state: todo", "ready", ""],
    ["state: new", "ready", ""],
    ["state: paused", "ready", ""],
    ["state: Active", "ready", ""],
    ["state: ready_for_review", "waiting", "its state is ready_for_review"],
    ["state: todo\nwaiting_for: Bob's answer", "waiting", "Bob's answer"],
    ["state: todo\nwaiting_for: {type: pr_ci, ref: o/r#1}", "waiting", "checks o/r#1"],
    ["state: todo\nwaiting_for: pr o/r#1 merged; until 2026-12-01", "waiting", "pr o/r#1 merged; and until 2026-12-01"],
    ["state: todo\nwaiting_for: pr o/r#1 merged\nassigned_to: bob", "waiting", "it is assigned to bob"],
    ["state: todo\nwaiting_for: {type: task, ref: over}", "ready", ""],
    ["state: todo\nwaiting_for: task open", "waiting", "it requires open"],
    ["state: todo\nwaiting_for: [{type: time, ref: noon}, Bob]", "waiting", "time noon; and Bob"],
    ["state: todo\nwaiting_for: null", "ready", ""],
    ["state: todo\nwaiting_for:", "ready", ""],
    ["state: todo\nwaiting_for: []", "ready", ""],
    ["state: waiting\nwaiting_for: 'blocked: on Bob, for a key'", "blocked", "on Bob, for a key"],
    ["state: todo\nwait: 2025-11-24", "waiting", "hidden until 2025-11-24"],
    ["state: todo\nwait: 2025-11-23T09:00:00Z", "ready", ""],
    ["state: todo\nwait: soon", "blocked", 'its wait "soon" is no date'],
    ["state: todo\nassigned_to: bob@host:Bob", "waiting", "it is assigned to bob"],
    ["state: todo\nassigned_to: ann@host", "ready", ""],
    ["state: todo\nrequires: [it]", "blocked", `it requires itself: it → it; ${CIRCLE}`],
    ["state: todo\nrequires: back", "blocked", `it requires itself: it → back → it; ${CIRCLE}`],
    ["state: todo\nrequires: [gone]", "blocked", "it requires gone, which is not there"],
    ["state: todo\ndepends: [tasks/over.md, dropped]", "ready", ""],
    ["state: todo\nrequires: open", "waiting", "it requires open"],
  ])("a task with %j is %s", (settings, state, reason) => {
    const others = {
      over: task("state: done"),
      dropped: task("state: cancelled"),
      open: task("state: todo"),
      back: task("state: todo\nrequires: it"),
    };
    expect(readiness(settings, others)).toEqual([state, reason]);
  });

  it("a task that requires a URL says that nobody looks at it", () => {
    expect(readiness("state: todo\nrequires: https://x.org/1")?.[1]).toContain("which is not checked");
  });

  it.each(["done", "cancelled", "someday", "expired"])("a task that is %s is on nobody's list", (state) => {
    expect(readiness(`state: ${state}`)).toBeUndefined();
  });

  it.each([
    ["7d", "2025-11-16T10:00:00Z", "ready"],
    ["7d", "2025-11-16T10:00:01Z", "waiting"],
    ["24h", "2025-11-22T10:00:00Z", "ready"],
    ["weekly", "2025-11-17T10:00:00Z", "waiting"],
    ["monthly", "2025-10-23T10:00:00Z", "ready"],
    ["monthly", "2025-10-24T10:00:00Z", "waiting"],
  ])("a task that recurs %s and was done at %s is %s", (recur, completed, state) => {
    expect(readiness(`state: done\nrecur: ${recur}\ncompleted: ${completed}`)?.[0]).toBe(state);
  });

  it("a task that recurs monthly comes back on a month's last day when that has no 31st", () => {
    expect(readiness("state: done\nrecur: monthly\ncompleted: 2025-10-31T10:00:00Z")?.[1]).toContain("2025-11-30");
  });

  it("a task that recurs by cron says that this is not computed; without a date it asks a person", () => {
    expect(readiness("state: done\nrecur: 0 9 * * 1\ncompleted: 2020-01-01")?.[1]).toContain("which is not computed");
    expect(readiness("state: done\nrecur: 7d")?.[0]).toBe("blocked");
  });
});

describe("a file that is no good task", () => {
  const nine = (name: string) => Array(9).fill(name).join(",");
  const bomb = `a: &a [${nine("x")}]\nb: &b [${nine("*a")}]\nc: &c [${nine("*b")}]\nd: [${nine("*c")}]`;

  it.each([
    ["no front matter", "# Hello\n", "it has no front matter"],
    ["no state", task("created: 2025-01-01"), "it has no state"],
    ["a list", task("- state: todo"), "no mapping"],
    ["too much", task(`state: todo\nx: ${"y".repeat(20_000)}`), "too large"],
    ["an unknown state", task("state: wip"), 'its state "wip" is none'],
    ["a list left open", task("state: ["), ""],
    ["aliases that multiply", task(`state: todo\n${bomb}`), "cannot be read"],
    ["great depth", task(`state: todo\nx: ${"[".repeat(8_000)}`), ""],
  ])("a file that is no good task with %s is reported, and the others are still ready", (_, text, reason) => {
    const found = ranked({ bad: text, good: task("state: todo") });
    expect(found.map(({ id, state }) => `${id} ${state}`).toSorted()).toEqual(["bad blocked", "good ready"]);
    expect(found.find(({ id }) => id === "bad")?.reason).toContain(reason);
  });

  it("cannot reach a prototype", () => {
    ranked({ bad: task("state: todo\n__proto__:\n  polluted: yes") });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it("may be huge: title and body are bounded, and the body says so", () => {
    const found = parseTask("tasks/x.md", task("state: todo", `# ${"t".repeat(5_000_000)}\n`));
    expect([found.title.length, found.body.length < 70_000]).toEqual([200, true]);
    expect(found.body).toMatch(/more characters\)$/);
  });
});

describe("ranking", () => {
  it("puts what is begun first, then what is urgent, then the oldest", () => {
    const files = {
      old: task("state: todo\npriority: low\ncreated: 2020-01-01"),
      new: task("state: todo\npriority: low\ncreated: 2025-01-01"),
      urgent: task("state: backlog\npriority: urgent"),
      begun: task("state: active"),
    };
    expect(ranked(files).map(({ id }) => id)).toEqual(["begun", "urgent", "old", "new"]);
  });
});

describe("recording in a task", () => {
  const HEAD = "# why\nstate: 'todo' # soon\ncreated: 2025-11-17T17:10:00Z\ntags:\n- a";
  const NOTED = task(`${HEAD}\nwaiting_for:\n- {type: pr_ci}\n- x\nnote: >\n  x\n  y`);
  const report = (state: "done" | "blocked", reason = "so") => ({ state, reason });

  it("changes its own fields, and leaves every other byte", () => {
    const head = HEAD.replace("'todo' # soon", "done");
    const after = task(`${head}\nnote: >\n  x\n  y\ncompleted: 2025-11-23T10:00:00Z`);
    expect(recordInTask(NOTED, report("done"), NOW)).toBe(after);
  });

  it("keeps CRLF and a byte order mark, and quotes what needs it", () => {
    const after = recordInTask(
      `\uFEFF${NOTED.replaceAll("\n", "\r\n")}`,
      report("blocked", 'on Bob: "now" # please'),
      NOW,
    );
    expect([after.startsWith("\uFEFF---\r\n"), after.replaceAll("\r\n", "").includes("\n")]).toEqual([true, false]);
    expect(ranked({ it: after })[0]).toMatchObject({ state: "blocked", reason: 'on Bob: "now" # please' });
  });

  it.each([task("state: todo\nx: ["), task("{state: todo}"), "# nothing\n"])(
    "leaves what it cannot edit safely: %j",
    (text) => {
      expect(recordInTask(text, report("done"), NOW)).toBe(text);
    },
  );
});
