import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { environmentFor } from "../../../src/backends/gptme/command-line.ts";
import { contextTrouble, scriptFiles, toldBy } from "../../../src/backends/gptme/context.ts";
import { lessonsIn, lessonVariables, whyOff } from "../../../src/backends/gptme/lessons.ts";
import { Options } from "../../../src/backends/gptme/options.ts";
import { readProject } from "../../../src/backends/gptme/project.ts";
import type { Row } from "../../../src/backends/gptme/rows.ts";
import { nativeTools } from "../../../src/backends/gptme/tools.ts";
import { memoryView } from "../../../src/testing/memory-view.ts";

describe("a native run of gptme", () => {
  it.each([
    ["its usual tools, without those that bring strangers' words in", undefined, "", "-browser,-mcp,-memory"],
    [
      "what its gptme.toml allows",
      undefined,
      '[env]\nTOOL_ALLOWLIST = "shell, browser"',
      "shell,complete,todo,lessons,autocompact",
    ],
    [
      "what is declared, before that",
      ["read"],
      '[env]\nTOOL_ALLOWLIST = "shell"',
      "read,complete,todo,lessons,autocompact",
    ],
    ["its own names, too, and servers", ["tmux", "mcp__files"], "", "complete,todo,tmux,files.*,lessons,autocompact"],
    ["no server where it may run no commands", ["mcp__files"], "", "complete,todo,lessons,autocompact"],
  ] as const)("has where it is native %s", (_, tools, text, right) => {
    expect(nativeTools(tools, { project: readProject(text), hasMemory: false })).toBe(right);
  });

  it("lets its memory tool write where the repository has a place for it", () => {
    expect(nativeTools(undefined, { project: readProject(""), hasMemory: true })).toBe("-browser,-mcp");
  });

  it("runs the commands of a gptme.toml for an agent that may run some itself, and for no other", () => {
    const native = { project: readProject(""), hasMemory: false };
    const env = (tools: readonly string[], over?: typeof native) =>
      environmentFor({ home: "/home", cwd: "/clone", tools }, Options.parse({}), {
        environment: {},
        signIn: {},
        native: over,
      });
    expect(env(["read", "run"], native)).toHaveProperty("GPTME_TRUST_PROJECT_SHELL", "1");
    expect(env(["read", "edit"], native)).not.toHaveProperty("GPTME_TRUST_PROJECT_SHELL");
    expect(env(["read", "run"], undefined)).not.toHaveProperty("GPTME_TRUST_PROJECT_SHELL");
  });
});

describe("a workspace's gptme.toml", () => {
  it("is read in its older form, too", () => {
    const today = readProject('[prompt]\nfiles = ["a.md"]\ncontext_cmd = "x"\n');
    expect(today).toMatchObject({ files: ["a.md"], contextCommand: "x" });
    expect(readProject('prompt = "Be kind"\nfiles = ["a.md"]\ncontext_cmd = "x"\n')).toEqual(today);
  });

  it("names servers only where they are on, and the commands of its hooks", () => {
    const text = (enabled: boolean) => `[mcp]\nenabled = ${enabled}\n[[mcp.servers]]\nname = "files"\n`;
    expect([readProject(text(true)).servers, readProject(text(false)).servers]).toEqual([["files"], []]);
    expect(readProject('[[hooks.scripts]]\nevent = "session.end"\ncommand = "./x"').hooks).toEqual([
      "session.end: ./x",
    ]);
  });

  it("says why it cannot be read, and nothing else", () => {
    expect(readProject("[agent\nname=")).toMatchObject({
      files: [],
      broken: expect.stringContaining("TOML") as string,
    });
    expect(readProject("prompt = 7\nmcp = 1\nfiles = 'x'")).toEqual({ files: [], hooks: [], servers: [] });
  });
});

describe("lessons that gptme matches by itself", () => {
  const given = (path: string, body = "Do it.") =>
    `\n## One\n\n*Path: ${path}*\n\n*Category: lessons*\n\n*Matched by: 1 keyword(s)*\n\n# One\n\n${body}\n`;
  const row = (content: string, role: Row["role"] = "system"): Row => ({ role, content, hide: true });
  const told = (...lessons: readonly string[]) => row(`# Relevant Lessons\n${lessons.join("")}`);

  it("are read from its log: those of the clone, each once, and none that another lesson mentions", () => {
    const rows = [
      told(given("/clone/lessons/a.md", "*Path: /clone/lessons/x.md*"), given("/clone/lessons/b.md")),
      told(given("/clone/lessons/a.md"), given("/home/.config/gptme/lessons/c.md")),
      row(`# Relevant Lessons\n${given("/clone/lessons/d.md")}`, "assistant"),
    ];
    expect(lessonsIn(rows, "/clone")).toEqual(["lessons/a.md", "lessons/b.md"]);
  });

  it("are off where the brief has them, and on without those that the agent may not read", () => {
    expect(lessonVariables("/clone", undefined)).toEqual({ GPTME_LESSONS_AUTO_INCLUDE: "false" });
    expect(lessonVariables("/clone", { folders: [], withheld: ["lessons/a.md", "lessons/b.md"] })).toEqual({
      GPTME_LESSONS_AUTO_INCLUDE: "true",
      GPTME_LESSONS_HOLDOUT: "/clone/lessons/a.md,/clone/lessons/b.md",
    });
  });

  it.each([
    ["a comma in a name", ["lessons/a,b.md"], /cannot be told to leave out lessons\/a,b\.md/],
    ["too many", Array.from({ length: 3_000 }, (_, n) => `lessons/${n}-that-must-not-be-read.md`), /3000 that it must/],
  ])("are off, and that is said, where it cannot be told what to leave out: %s", (_, withheld, why) => {
    expect(lessonVariables("/clone", { folders: [], withheld })).toEqual({ GPTME_LESSONS_AUTO_INCLUDE: "false" });
    expect(whyOff("/clone", { folders: [], withheld })).toMatch(why);
  });
});

describe("what a context command says by itself", () => {
  const sections = (contextCommand: string | undefined, files: Readonly<Record<string, string>>, tools = ["run"]) =>
    toldBy({ contextCommand, files: [], hooks: [], servers: [] }, memoryView(files), tools);

  it("is read from its scripts, and from those beside them", async () => {
    const files = {
      "scripts/context.sh": 'for x in context-*.sh; do "$x"; done',
      "scripts/context-journal.sh": "cat journal/*",
    };
    expect(await sections("./scripts/context.sh --all", files)).toEqual(["journal"]);
    expect(await sections("git --no-pager log -5; ls journal", {})).toEqual(["journal", "commits"]);
  });

  it("is read in the clone behind links that lead into a submodule, and nowhere out of the clone", async () => {
    const clone = mkdtempSync(join(tmpdir(), "midwatch-context-"));
    onTestFinished(() => rmSync(clone, { recursive: true }));
    mkdirSync(join(clone, "contrib"));
    mkdirSync(join(clone, "scripts"));
    writeFileSync(join(clone, "contrib", "main.sh"), 'git -C "$HERE" log --oneline -5\n');
    symlinkSync("../contrib/main.sh", join(clone, "scripts", "context.sh"));
    symlinkSync("/etc/journal.conf", join(clone, "scripts", "context-more.sh"));
    const project = { contextCommand: "scripts/context.sh", files: [], hooks: [], servers: [] };
    expect(await toldBy(project, scriptFiles(memoryView({}), clone), ["run"])).toEqual(["commits"]);
  });

  it("is told when it failed, which the model alone would hear of", () => {
    const content =
      "## Agent computed context\n\n````x\nout\n\n## Context Generation Error (exit 127)\n\nsh: x: not found\n````";
    const row: Row = { role: "system", content, hide: true };
    expect(contextTrouble([row])).toBe("the context command of the workspace ended with 127: sh: x: not found");
    expect(
      contextTrouble([
        { ...row, role: "assistant" },
        { ...row, content: "## Agent computed context\n\nfine" },
      ]),
    ).toBeUndefined();
  });

  it("is nothing where there is none, it prints something else, or the agent may run no commands", async () => {
    expect(await sections(undefined, {})).toEqual([]);
    expect(await sections("git status", { "journal/a.md": "" })).toEqual([]);
    expect(await sections("cat journal/*", {}, ["read"])).toEqual([]);
  });
});
