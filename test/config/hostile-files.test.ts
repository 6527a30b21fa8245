import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import queue from "../../plugins/work-queue/index.ts";
import tasks from "../../plugins/workspace-tasks/index.ts";
import { builtIn } from "../../src/built-in.ts";
import { type Config, loadConfig } from "../../src/config/config.ts";
import { ConfigError, type Problem } from "../../src/core/errors.ts";
import { writeConfiguration } from "../../src/core/host/git/configuration.ts";
import { Git } from "../../src/core/host/git/git.ts";
import { CommitView } from "../../src/core/host/git/view.ts";
import { Parts } from "../../src/core/parts/parts.ts";
import type { AgentDefinition, Candidate, Host, WorkspaceView } from "../../src/index.ts";
import { memoryView } from "../../src/testing/index.ts";
import { git } from "../end-to-end/fleet.ts";
import { patience } from "../limits.ts";

const MEGABYTE = 1024 * 1024;
const FLEET = "workspaces: { desk: { remote: ./desk.git } }\n";
const AGENT = "---\ndescription: Trades\nbackend: { use: command, run: [node, ./trader.mjs] }\n---\nTrade.\n";
const withSetting = (line: string) => AGENT.replace("---\nTrade", `${line}\n---\nTrade`);

async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "midwatch-hostile-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

/** What loading a fleet comes to: its configuration, or what is wrong with it. Anything else that is thrown is a bug. */
async function load(files: Readonly<Record<string, string>>): Promise<Config | readonly Problem[]> {
  const folder = await folderOf({ "midwatch.yaml": FLEET, "agents/trader.md": AGENT, ...files });
  return loadConfig(folder, builtIn()).catch((thrown: unknown) => {
    if (thrown instanceof ConfigError) return thrown.problems;
    throw thrown;
  });
}

async function problems(files: Readonly<Record<string, string>>): Promise<string> {
  const loaded = await load(files);
  return "agents" in loaded ? "none" : loaded.map(({ file, message }) => `${file}: ${message}`).join("\n");
}

const ASKED = { agent: { name: "ann" } as AgentDefinition, now: Date.parse("2026-11-23T09:00:00Z") };

function source(use: "work-queue" | "workspace-tasks", options: Readonly<Record<string, string>> = {}) {
  const parts = new Parts();
  for (const plugin of [queue, tasks]) plugin.register(parts);
  return parts.make("workSource", { use, ...options }, {} as Host);
}

const offered = (view: WorkspaceView, ...made: Parameters<typeof source>): Promise<readonly Candidate[]> =>
  source(...made).candidates({ ...ASKED, view }, patience());

const task = (settings: string, body = "# Title\n") => `---\n${settings}\n---\n${body}`;
const only = async (text: string) => (await offered(memoryView({ "tasks/it.md": text }), "workspace-tasks"))[0];

describe("settings that are an attack are mistakes, and no crash (P04)", () => {
  const DEEP = "[".repeat(200_000);

  it.for([
    ["200,000 brackets", `deep: ${DEEP}`],
    ["200,000 brackets that are closed", `deep: ${DEEP}${"]".repeat(200_000)}`],
    ["a deep block", Array.from({ length: 3_000 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n")],
    ["a prototype", "__proto__: { slots: 3 }"],
    ["a constructor", "constructor: { prototype: { slots: 3 } }"],
    ["a key twice", "slots: 2\nslots: 3"],
    ["a merge key", "base: &base { slots: 3 }\n<<: *base"],
    ["a function", "zone: !!js/function 'function () { return process.exit(9) }'"],
    ["a tab", "sources:\n\t- use: work-queue"],
    ["NUL", 'zone: "U\u0000TC"'],
  ])("%s in midwatch.yaml", async ([, settings]) => {
    expect(await problems({ "midwatch.yaml": `${FLEET}${settings}\n` })).toMatch(/^midwatch\.yaml: ./);
    expect(({} as Record<string, unknown>).slots).toBeUndefined();
  });

  it.for([
    ["as many brackets as fit", `deep: ${"[".repeat(16_000)}`],
    ["a prototype", "__proto__: { work: [duty] }"],
    ["a key twice", "work: duty\nwork: [duty]"],
    ["a merge key", "<<: { work: [duty] }"],
    ["a function", "work: !!js/function 'process.exit(9)'"],
    ["a tab", "limits:\n\tminutes: 1"],
  ])("%s in an agent's file", async ([, settings = ""]) => {
    expect(await problems({ "agents/trader.md": withSetting(settings) })).toMatch(/^agents\/trader\.md: ./);
  });

  it.for([
    ["a byte order mark", `\uFEFF${AGENT}`],
    ["lines that end with CR LF", AGENT.replaceAll("\n", "\r\n")],
  ])("a file with %s is no mistake", async ([, text = ""]) => {
    expect(
      await load({ "agents/trader.md": text, "midwatch.yaml": `\uFEFF${FLEET.replaceAll("\n", "\r\n")}` }),
    ).toMatchObject({
      agents: [{ name: "trader", description: "Trades", instructions: "Trade." }],
    });
  });

  it("is a mistake the second time, too (P05)", async () => {
    const files = { "agents/trader.md": withSetting("work: [") };
    const first = await problems(files);
    expect(first).toMatch(/this is not YAML/);
    expect(await problems(files)).toBe(first);
  });
});

describe("a file of a fleet's that is no file is a mistake, and nothing waits for it (S16)", () => {
  const NO_FILES: readonly (readonly [string, (path: string) => unknown, RegExp])[] = [
    ["a pipe", (path) => execFileSync("mkfifo", [path]), /it is a named pipe and no file: put a plain file/],
    ["a link to a device", (path) => symlink("/dev/zero", path), /it is a device and no file/],
    [
      "a link to nothing",
      (path) => symlink("/nowhere/at/all", path),
      /it is a link to \/nowhere\/at\/all, which is not/,
    ],
    ["a folder", (path) => mkdir(path), /it is a folder and no file/],
    ["a socket", (path) => listening(path), /it is a socket and no file/],
    ["10 GB", (path) => sparse(path, 10e9), /it has 9\.3 GiB, more than the/],
  ];
  const PLACES = ["midwatch.yaml", "agents/z.md", "calendars/Z.yaml", "prices.yaml", "z.mjs"];

  it.for(PLACES.flatMap((path) => NO_FILES.map((made) => [path, ...made] as const)))(
    "%s that is %s",
    async ([path, , make, reason]) => {
      const folder = await folderOf({ "midwatch.yaml": `${FLEET}plugins: [z.mjs]\n`, "agents/trader.md": AGENT });
      await mkdir(join(folder, "calendars"));
      await rm(join(folder, path), { force: true });
      await make(join(folder, path));
      const found = await loadConfig(folder, builtIn()).then(
        () => [],
        ({ problems }: ConfigError) => problems,
      );
      expect(found).toContainEqual(
        path === "z.mjs"
          ? expect.objectContaining({ file: "midwatch.yaml", message: expect.stringMatching(reason) })
          : { file: path, message: expect.stringMatching(reason) },
      );
    },
  );

  it("a link of the owner's own to an agent's file elsewhere is no mistake", async () => {
    const elsewhere = await folderOf({ "z.md": AGENT });
    const folder = await folderOf({ "midwatch.yaml": FLEET, "agents/trader.md": AGENT });
    await symlink(join(elsewhere, "z.md"), join(folder, "agents/z.md"));
    expect((await loadConfig(folder, builtIn())).agents.map(({ name }) => name)).toEqual(["trader", "z"]);
  });
});

const sparse = (path: string, bytes: number) => writeFile(path, "").then(() => truncate(path, bytes));

async function listening(path: string): Promise<void> {
  const server = createServer().listen(path);
  await once(server, "listening");
  onTestFinished(() => void server.close());
}

describe("a task that is an attack stands in its own way, and in no other's (P04)", () => {
  it.for([
    ["brackets", `state: todo\ndeep: ${"[".repeat(16_000)}`],
    ["200,000 brackets", `state: todo\ndeep: ${"[".repeat(200_000)}`],
    ["aliases that multiply", `state: todo\na: &a [x,x,x,x,x,x,x,x,x]\n${multiplied("abcdefghi")}`],
    ["a list for settings", "- state: todo"],
  ])("%s", async ([, settings = ""]) => {
    const files = { "tasks/bad.md": task(settings), "tasks/good.md": task("state: todo") };
    const found = await offered(memoryView(files), "workspace-tasks");
    expect(found.map(({ id, state }) => [id, state]).toSorted()).toEqual([
      ["bad", "blocked"],
      ["good", "ready"],
    ]);
  });

  it.for(["__proto__: { state: done }", "<<: { state: done }", "constructor: { prototype: { state: done } }"])(
    "%s changes nothing else",
    async (settings) => {
      expect(await only(task(`state: todo\n${settings}`))).toMatchObject({ id: "it", state: "ready" });
      expect(({} as Record<string, unknown>).state).toBeUndefined();
    },
  );

  it.for([
    ["\uFEFF", "\n"],
    ["", "\r\n"],
    ["\uFEFF", "\r\n"],
  ])("mark %j and line end %j are none", async ([mark, end = ""]) => {
    const text = `${mark}${task("state: todo", "# The title\n").replaceAll("\n", end)}`;
    expect(await only(text)).toMatchObject({ state: "ready", title: "The title" });
  });
});

const multiplied = (names: string) =>
  [...names]
    .slice(1)
    .map((name, at) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${names[at]}`).join(",")}]`)
    .join("\n");

const letters = (n: number) => n.toString(5).replaceAll(/\d/g, (digit) => "abcde"[Number(digit)] ?? "");

describe("what is large is cut, and says so (P06)", () => {
  it("a task of 50 MB, and a title of 5 MB", async () => {
    const found = await only(task("state: todo", `# ${"t".repeat(5 * MEGABYTE)}\n${"x".repeat(50 * MEGABYTE)}`));
    expect(found?.title).toHaveLength(200);
    expect(found?.body?.length).toBeLessThan(MEGABYTE / 10);
    expect(found?.body).toMatch(/… \(\d{8} more characters\)$/);
  });

  it.for([
    ["one field", `   - Notes: ${"x".repeat(50 * MEGABYTE)}`],
    ["its status", `   - Status: WAITING for ${"x".repeat(50 * MEGABYTE)}`],
    ["as many fields", Array.from({ length: 200_000 }, (_, n) => `   - ${letters(n)}: x`).join("\n")],
  ])("a queue whose first entry has 50 MB in %s", async ([, lines]) => {
    const text = `# Queue\n\n## Planned Next\n\n1. **First**\n${lines}\n2. **Second**\n   - Status: READY\n`;
    const found = await offered(memoryView({ "state/queue-manual.md": text }), "work-queue");
    expect(found).toMatchObject([{ title: "First" }, { title: "Second", state: "ready" }]);
    expect(JSON.stringify(found).length).toBeLessThan(MEGABYTE / 4);
  });

  it("10,000 tasks whose names do not fit on a command line are all offered, one of them first", async () => {
    const names = Array.from(
      { length: 10_000 },
      (_, n) => `tasks/${String(n).padStart(5, "0")}-${"long".repeat(55)}.md`,
    );
    const { view } = await repository(Object.fromEntries(names.map((name) => [name, task("state: todo")])));
    expect(names.join(" ").length).toBeGreaterThan(2 * MEGABYTE);
    expect(await offered(view, "workspace-tasks")).toHaveLength(10_000);
  });
});

describe("tasks that hang together wrongly are told, and the others are ready (P07)", () => {
  it("a circle, itself, one that is not there, the same name twice, a state that is none, and a review", async () => {
    const found = await offered(
      memoryView({
        "tasks/a.md": task("state: todo\nrequires: [b]"),
        "tasks/b.md": task("state: todo\nrequires: [a]"),
        "tasks/self.md": task("state: todo\nrequires: [self]"),
        "tasks/lost.md": task("state: todo\nrequires: [nowhere]"),
        "tasks/odd.md": task("state: frobnicated"),
        "tasks/review.md": task("state: ready_for_review"),
        "tasks/fine.md": task("state: todo\nrequires: [over]"),
        "tasks/over.md": task("state: done"),
        "tasks/archive/fine.md": task("state: todo\nrequires: [nowhere]"),
      }),
      "workspace-tasks",
    );
    expect(Object.fromEntries(found.map(({ id, state, reason = "" }) => [id, `${state} ${reason}`.trim()]))).toEqual({
      a: expect.stringMatching(/^blocked it requires itself: a → b → a/) as string,
      b: expect.stringMatching(/^blocked it requires itself: b → a → b/) as string,
      self: expect.stringMatching(/^blocked it requires itself: self → self/) as string,
      lost: "blocked it requires nowhere, which is not there",
      odd: expect.stringMatching(/^blocked its state "frobnicated" is none; there are: /) as string,
      review: "waiting its state is ready_for_review",
      fine: "ready",
    });
  });
});

/** A commit with those files, and links, as a workspace is seen: from a bare repository. */
async function repository(files: Readonly<Record<string, string>>, links: Readonly<Record<string, string>> = {}) {
  const folder = await folderOf({ ...files });
  for (const [path, target] of Object.entries(links)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await symlink(target, join(folder, path));
  }
  git(folder, "init", "--quiet", "--initial-branch=main");
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "-m", "Begin");
  const gitDir = join(folder, ".git");
  const config = await writeConfiguration(join(folder, ".git", "state"));
  return { folder, view: new CommitView(new Git({ gitDir, config }), git(folder, "rev-parse", "HEAD")) };
}

describe("what stands outside the commit is never read (P08)", () => {
  const SECRET = "the owner's secret";

  /** A repository beside a secret, with links to it wherever work is looked for. */
  async function trapped() {
    const outside = await folderOf({
      "secret.md": task("state: todo", `# ${SECRET}\n`),
      "tasks/s.md": task("state: todo", `# ${SECRET}\n`),
    });
    const links = {
      "tasks/link.md": join(outside, "secret.md"),
      "tasks/passwd.md": "/etc/passwd",
      linked: join(outside, "tasks"),
      "state/queue-manual.md": join(outside, "secret.md"),
    };
    return { outside, ...(await repository({ "tasks/good.md": task("state: todo") }, links)) };
  }

  it("a link for a task, a queue, or a folder is nothing", async () => {
    const { view } = await trapped();
    expect((await offered(view, "workspace-tasks")).map(({ id }) => id)).toEqual(["good"]);
    expect(await offered(view, "workspace-tasks", { folder: "linked" })).toEqual([]);
    expect(await offered(view, "work-queue")).toEqual([]);
    expect(await view.read("linked/s.md")).toBeUndefined();
  });

  it("nor is a link written through when an item is recorded", async () => {
    const { view } = await trapped();
    const item = { source: "work-queue", id: "x", title: "x", tier: "primary", rev: "1", state: "ready" } as const;
    const report = { state: "done", reason: "" } as const;
    expect(await source("work-queue").record?.(item, report, { view, now: 0 })).toEqual([]);
    expect(await source("workspace-tasks").record?.({ ...item, id: "link" }, report, { view, now: 0 })).toEqual([]);
  });

  it.for([
    "../secret.md",
    "/etc/passwd",
    "tasks/../../secret.md",
    "%2e%2e/secret.md",
    "tasks/good.md\u0000.txt",
    ":(top)../x",
  ])("%j is no file of it", async (path) => {
    const { view } = await trapped();
    const read = await Promise.all([
      view.read(path).catch(String),
      view.list(path).then(String, String),
      view
        .readAll(Array.from({ length: 60 }, (_, n) => `${path}${n || ""}`))
        .then((all) => [...all.values()].join(""), String),
    ]);
    expect(read.join("")).not.toMatch(/owner's secret|root:/);
  });

  it("a folder of tasks outside the workspace offers nothing", async () => {
    const { view, outside } = await trapped();
    for (const folder of ["..", "../..", outside, "/etc"]) {
      const found = await offered(view, "workspace-tasks", { folder }).catch(String);
      expect(JSON.stringify(found)).not.toContain(SECRET);
    }
  });

  it("files for a program are made without following links", async () => {
    const { view } = await trapped();
    const { lstatSync } = await import("node:fs");
    const link = await view.withFiles(async (folder) => lstatSync(join(folder, "linked")).isSymbolicLink());
    expect(link).toBe(true);
  });

  it.for(["../other.mjs", "./\u0000.mjs"])("a plugin that is %j and no module is a mistake", async (path) => {
    const yaml = `${FLEET}plugins: [${JSON.stringify(path)}]\n`;
    expect(await problems({ "midwatch.yaml": yaml })).toMatch(/^midwatch\.yaml: ./);
  });
});
