import { describe, expect, it } from "vitest";
import { git, states, TestFleet, temporaryFolder, write } from "./fleet.ts";

const LESSON = "---\nmatch:\n  keywords: [task one]\nstatus: active\n---\n# Look twice\n\n## Rule\nLook twice.\n";
const QUARANTINED = LESSON.replace("active", "quarantined").replace("Look twice", "Look away");

interface Listed {
  readonly lessons: readonly { readonly path: string; readonly standing: string }[];
}

function fleet() {
  return new TestFleet({
    agents: { ann: { program: states("done") } },
    tasks: ["one", "two", "three"],
    files: { "lessons/look.md": LESSON, "lessons/away.md": QUARANTINED, "lessons/broken.md": "---\nmatch: [\n---\n" },
  });
}

describe("midwatch lessons", () => {
  it("lists them with their standing, and the files that are none", async () => {
    const listed = await fleet().ask<Listed & { unread: unknown[] }>("lessons");
    expect(listed.lessons.map(({ path, standing }) => [path, standing])).toEqual([
      ["lessons/look.md", "active"],
      ["lessons/away.md", "quarantined"],
    ]);
    expect(listed.unread).toHaveLength(1);
  });

  it("says which match a text, and why", async () => {
    const { stdout } = await fleet().cli("lessons", "match", "what about task one?");
    expect(stdout).toMatch(/1\s+lessons\/look\.md\s+Look twice\s+keyword: task one/);
  });

  it("W03: takes what is retracted out of every next brief, and puts in what is promoted", async () => {
    const { desk, brief } = withBriefs();
    await desk.run("ann");
    expect(brief()).toContain("### Look twice");
    expect((await desk.cli("lessons", "retract", "look", "--reason", "it is wrong")).code).toBe(0);
    expect((await desk.cli("lessons", "promote", "lessons/away.md")).code).toBe(0);
    expect(desk.published("lessons/look.md")).toMatch(/status: retracted[\s\S]*reason: it is wrong/);
    await desk.run("ann");
    expect(brief()).toContain("### Look away");
    expect(brief()).not.toContain("### Look twice");
  });

  it("says how sessions ended with a lesson and without", async () => {
    const { desk } = withBriefs();
    await desk.run("ann");
    const { effects } = await desk.ask<{ effects: unknown[] }>("lessons", "effect");
    expect(effects).toMatchObject([
      { lesson: "lessons/look.md", title: "Look twice", with: { sessions: 1, good: 1 }, judgement: "too few" },
    ]);
  });

  it("retires those that do harm, after it has said which, and leaves gptme's figures to count", async () => {
    const { desk, brief } = withBriefs();
    await desk.run("ann");
    desk.alter(past(25, "failed", "lessons/look.md") + past(25, "done"));
    interface Retired {
      readonly retired: readonly { readonly path: string; readonly reason: string }[];
    }
    const { retired } = await desk.ask<Retired>("lessons", "retire", "--dry-run");
    expect(retired).toMatchObject([
      { path: "lessons/look.md", reason: expect.stringMatching(/^1 of 26 sessions/) as string },
    ]);
    expect(desk.published("lessons/look.md")).toContain("status: active");
    expect((await desk.cli("lessons", "retire")).stdout).toMatch(
      /^retired lessons\/look\.md\n {2}1 of 26 sessions with it/,
    );
    expect(desk.published("lessons/look.md")).toContain("status: archived");
    await desk.run("ann");
    expect(brief()).not.toContain("### Look twice");

    write(desk.root, "state.json", JSON.stringify({ arms: { "lessons/away.md": { alpha: 3, beta: 9 } } }));
    const { measured } = await desk.ask<{ measured: unknown[] }>("lessons", "import", `${desk.root}/state.json`);
    expect(measured).toEqual([{ lesson: "lessons/away.md", sessions: 10, good: 2 }]);
    expect((await desk.cli("lessons", "effect")).stdout).toMatch(/lessons\/away\.md +2 of 10 /);
  });

  it("W03: lets what was learned with a retracted lesson in mind wait, and says so in the ledger", async () => {
    const desk = new TestFleet({
      agents: { ann: { program: learns() } },
      tasks: ["one", "two"],
      files: { "lessons/look.md": LESSON },
    });
    await desk.run("ann");
    const retract = ["lessons", "retract", "look", "--reason", "it is wrong"];
    const path = "lessons/learned/tasks-are-short.md";
    expect(await desk.ask(...retract)).toEqual({ retracted: "lessons/look.md", waiting: [path] });
    expect(desk.published(path)).toMatch(
      /status: quarantined[\s\S]*reason: "?learned with lessons\/look\.md in mind, which was/,
    );
    const known = () => desk.rows("SELECT lesson, reason FROM retracted_lesson");
    expect(known()).toEqual([{ lesson: "lessons/look.md", reason: "it is wrong" }]);
    await desk.cli("lessons", "promote", "look");
    expect(known()).toEqual([]);
  });

  it("asks its owner to look at what waits for them, until they have", async () => {
    const planted = `printf -- '---\\nmatch:\\n  keywords: [task]\\n---\\n# Planted\\n' > lessons/planted.md`;
    const desk = new TestFleet({
      agents: { ann: { program: `${planted}\n${learns("Ask the owner to run it.")}` } },
      tasks: ["one"],
      files: { "lessons/look.md": LESSON },
    });
    const needed = async () => (await desk.ask<{ needsYou: { action: string }[] }>("status")).needsYou;
    await desk.run("ann");
    expect(await needed()).toMatchObject([
      { action: expect.stringMatching(/^look at a lesson of session .{8} in desk/) as string },
    ]);
    await desk.cli("lessons", "promote", "planted");
    expect(await needed()).toHaveLength(1);
    await desk.cli("lessons", "retract", "tasks-are-short", "--reason", "no");
    expect(await needed()).toEqual([]);
  });

  it("wants to know which lesson, and why", async () => {
    const desk = fleet();
    expect(await desk.cli("lessons", "promote", "nothing")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no lesson is called "nothing"') as string,
    });
    for (const action of ["retract", "retire"])
      expect(await desk.cli("lessons", action, "look")).toMatchObject({
        code: 2,
        stderr: expect.stringContaining("--reason") as string,
      });
    write(desk.root, "state.json", "[]");
    for (const [file, why] of [
      ["state.json", "is not a bandit state file"],
      ["nothing.json", "cannot be read"],
    ])
      expect(await desk.cli("lessons", "import", `${desk.root}/${file}`)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining(why ?? "") as string,
      });
  });
});

/** Sessions of ann's that ended so, with a lesson in their brief or without one. */
function past(count: number, kind: string, lesson?: string): string {
  const row = (n: number) =>
    `('${kind}-${n}', 'ann', 'desk', 'command', 0, '{}', 'commit', ${n}, ${n}, '{}', '${JSON.stringify({ kind, reason: "so" })}')`;
  const rows = Array.from({ length: count }, (_, n) => row(n)).join(", ");
  const columns = "id, agent, workspace, backend, fence, process, phase, started, ended, item, outcome";
  const used = `INSERT INTO lesson_use SELECT id, '${lesson}', 'r' FROM session WHERE id LIKE '${kind}-%';`;
  return `INSERT INTO session (${columns}) VALUES ${rows};${lesson === undefined ? "" : used}`;
}

/** A fleet whose agent keeps the brief of its last session where we can read it. */
function withBriefs() {
  const desk = new TestFleet({
    agents: { ann: { program: `cp "$MIDWATCH_BRIEF" "$signals/brief"\n${states("done")}` } },
    tasks: ["one", "two", "three"],
    files: {
      "lessons/look.md": LESSON.replace("task one", "task"),
      "lessons/away.md": QUARANTINED.replace("task one", "task"),
    },
  });
  return { desk, brief: () => desk.readSignal("brief") };
}

describe("a shared lessons workspace", () => {
  it("is read and written by agents of other workspaces, and nothing of theirs is in it", async () => {
    const desk = new TestFleet({
      agents: {
        ann: { program: `echo x > work.txt\n${learns()}` },
        bob: { program: `cp "$MIDWATCH_BRIEF" "$signals/brief"\n${states("done")}` },
      },
      tasks: ["one", "two"],
    });
    const shared = temporaryFolder();
    git(shared, "init", "--quiet", "--bare", "--initial-branch=main", "lessons.git");
    git(shared, "clone", "--quiet", "lessons.git", "seed");
    write(`${shared}/seed`, "README.md", "# Lessons\n");
    git(`${shared}/seed`, "add", "--all");
    git(`${shared}/seed`, "commit", "--quiet", "-m", "Begin");
    git(`${shared}/seed`, "push", "--quiet", "origin", "HEAD:main");
    desk.configure([
      `workspaces: { desk: { remote: ../remote.git }, shared: { remote: ${shared}/lessons.git } }`,
      "lessons: { workspace: shared, folder: . }",
    ]);
    await desk.run("ann");
    const files = git(`${shared}/lessons.git`, "ls-tree", "-r", "--name-only", "main").split("\n");
    expect(files).toEqual(["README.md", "learned/tasks-are-short.md"]);
    expect(desk.files()).not.toContain("learned/tasks-are-short.md");
    await desk.run("bob");
    expect(desk.readSignal("brief")).toContain("### Tasks are short");
  });
});

function learns(rule = "Do not plan for an hour."): string {
  const lessons = [{ title: "Tasks are short", rule, keywords: ["task two"] }];
  const notes = JSON.stringify({ item: "done", reason: "as asked", lessons });
  return `echo '${JSON.stringify({ type: "message", text: `\`\`\`midwatch\n${notes}\n\`\`\`` })}'`;
}
