import { describe, expect, it } from "vitest";
import { load } from "./programs.ts";

interface Task {
  readonly id: string;
}
interface Tasks {
  readonly readTask: (file: { path: string; text: string }) => Task | undefined;
  readonly readyTasks: (tasks: readonly Task[], at: number) => readonly Task[];
  readonly heldTasks: (tasks: readonly Task[], at: number) => readonly Task[];
  readonly heldBecause: (task: Task) => string;
}
interface FrontMatter {
  readonly parseFrontMatter: (text: string) => { fields: Record<string, string | string[]>; body: string } | undefined;
}

const { heldBecause, heldTasks, readTask, readyTasks } = await load<Tasks>("tasks");
const { parseFrontMatter } = await load<FrontMatter>("front-matter");

const NOW = Date.parse("2026-11-21T12:00:00Z");

function tasks(files: Readonly<Record<string, string>>): Task[] {
  return Object.entries(files).flatMap(([id, fields]) => {
    return readTask({ path: `tasks/${id}.md`, text: `---\n${fields}\n---\n# ${id}\n` }) ?? [];
  });
}

const ready = (files: Readonly<Record<string, string>>) => readyTasks(tasks(files), NOW).map((task) => task.id);

describe("front matter", () => {
  it("reads scalars, quotes, comments and lists", () => {
    const text = `---\nstate: todo # soon\ntitle: "a: b"\ntags: [x, 'y z']\nrequires:\n  - one\n  - two\nempty:\n---\nBody\n`;
    expect(parseFrontMatter(text)).toEqual({
      fields: { state: "todo", title: "a: b", tags: ["x", "y z"], requires: ["one", "two"], empty: "" },
      body: "Body\n",
    });
  });

  it("keeps a nested map as text", () => {
    const text = "---\nwaiting_for:\n  type: time\n  ref: tomorrow\n---\n";
    expect(parseFrontMatter(text)?.fields).toEqual({ waiting_for: "type: time ref: tomorrow" });
  });

  it("is absent from a plain file", () => expect(parseFrontMatter("# Title\n\n---\n")).toBeUndefined());
});

describe("the tasks", () => {
  it("are ready by priority, then the oldest first", () => {
    expect(
      ready({
        newer: "state: todo\ncreated: 2026-11-02T00:00:00Z",
        older: "state: backlog\ncreated: 2026-11-01T00:00:00Z",
        last: "state: todo\npriority: low",
        first: "state: active\npriority: high",
      }),
    ).toEqual(["first", "older", "newer", "last"]);
  });

  it("are not ready while somebody or something holds them up", () => {
    expect(
      ready({
        waits: "state: todo\nwaiting_for: the owner",
        later: "state: todo\nwait: 2026-12-01",
        needs: "state: todo\nrequires: [waits]",
        over: "state: done",
        someday: "state: someday",
      }),
    ).toEqual([]);
  });

  it("are ready again when what they waited for is over", () => {
    expect(ready({ now: "state: todo\nwait: 2026-11-21\nrequires: [over]", over: "state: cancelled" })).toEqual([
      "now",
    ]);
  });

  it("say what holds them up", () => {
    const held = tasks({ a: "state: waiting\nwaiting_for: the owner", b: "state: todo\nrequires: [a]" });
    expect(heldTasks(held, NOW).map(heldBecause)).toEqual(["waiting for the owner", "needs a first"]);
  });

  it("are none without a state", () => {
    expect(readTask({ path: "tasks/x.md", text: "# A note\n" })).toBeUndefined();
  });
});
