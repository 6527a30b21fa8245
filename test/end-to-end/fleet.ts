import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll } from "vitest";
import { CONTAINMENT } from "../containment.ts";
import { WAIT_MS } from "../limits.ts";
import { type Finished, type Started, start } from "./command-line.ts";

export interface AgentFixture {
  /** A bash script: what the agent does with its item. */
  readonly program?: string;
  /** Instead of the script. */
  readonly run?: readonly string[];
  /** Instead of both: the backend's settings, and more lines for the agent's. */
  readonly backend?: string;
  readonly settings?: readonly string[];
  readonly work?: string;
  readonly minutes?: number;
}

interface FleetFixture {
  readonly agents: Readonly<Record<string, AgentFixture>>;
  /** Files of the workspace, besides the tasks. */
  readonly files?: Readonly<Record<string, string>>;
  /** Ids, most urgent first. */
  readonly tasks?: readonly string[];
  readonly slots?: number;
  /** Lines of midwatch.yaml. */
  readonly containment?: string;
  readonly guards?: string;
}

/** Programs tell how far they are by files in there. */
const SIGNALLING = `containment: { use: ${CONTAINMENT}, write: [../signals] }`;

/** What `run --json` prints. */
export interface Ran {
  readonly session: string;
  readonly item?: { readonly id: string; readonly title: string };
  readonly outcome: { readonly kind: string; readonly reason: string; readonly cause?: string };
  readonly publication: { readonly kind: string; readonly ref?: string; readonly reason?: string };
}

const made: string[] = [];
const started: Started[] = [];

afterAll(async () => {
  for (const run of started) run.kill();
  await Promise.all(started.map((run) => run.finished));
  for (const folder of made) {
    execFileSync("chmod", ["-R", "u+rwX", folder]);
    rmSync(folder, { recursive: true, force: true });
  }
});

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-e2e-"));
  made.push(folder);
  return folder;
}

/** A line of the program that ends its item. What it calls done has something to show for itself. */
export const states = (item: string, reason = "as asked"): string =>
  `${item === "done" || item === "progress" ? SHOWS : ""}${says(item, reason)}`;

const SHOWS = 'touch "made-$$-$RANDOM"; ';

/** Only the word. */
export const says = (item: string, reason = "as asked"): string =>
  `echo '${JSON.stringify({ type: "result", item, reason })}'`;

/** A fleet of scripted agents in a folder of its own, with a bare remote, started as a person would: by its command line. */
export class TestFleet {
  readonly root = temporaryFolder();
  readonly folder = join(this.root, "fleet");
  readonly remote = join(this.root, "remote.git");
  readonly home = join(this.root, "home");
  /** Where programs and tests tell each other how far they are, by making files. */
  readonly signals = join(this.root, "signals");

  constructor({ agents, files = {}, tasks = [], slots = 4, containment = SIGNALLING, guards = "" }: FleetFixture) {
    for (const folder of [this.folder, this.home, this.signals]) mkdirSync(folder);
    const settings = [`slots: ${slots}`, "workspaces: { desk: { remote: ../remote.git } }", containment, guards];
    write(this.folder, "midwatch.yaml", `${settings.join("\n")}\n`);
    for (const [name, agent] of Object.entries(agents)) this.declare(name, agent);
    const all = { "README.md": "# Desk\n", ...files, ...Object.fromEntries(tasks.map(taskFile)) };
    this.seed(all);
  }

  /** The same, in a folder of its own: what is done to it is not done to this one. */
  copy(): TestFleet {
    const root = temporaryFolder();
    cpSync(this.root, root, { recursive: true, verbatimSymlinks: true });
    const places = Object.entries(this).map(([name, path]) => [name, String(path).replace(this.root, root)]);
    return Object.assign(Object.create(TestFleet.prototype) as TestFleet, Object.fromEntries(places));
  }

  declare(name: string, fixture: AgentFixture): void {
    const { program = "", run = ["bash", `./${name}.sh`], work, minutes = 5, settings: more = [] } = fixture;
    const settings = [
      "description: scripted",
      `backend: ${fixture.backend ?? `{ use: command, run: ${JSON.stringify(run)} }`}`,
      ...more,
      `work: ${work ?? "workspace-tasks"}`,
      `limits: { minutes: ${minutes} }`,
    ];
    write(this.folder, `agents/${name}.md`, `---\n${settings.join("\n")}\n---\n\n# ${name}\n`);
    write(this.folder, `agents/${name}.sh`, `signals=${this.signals}\nroot=${this.root}\n${program}\n`);
  }

  /** Starts the command line on this fleet. */
  start(...args: readonly string[]): Started {
    const run = start([...args, "--fleet", this.folder], { cwd: this.root, home: this.home });
    started.push(run);
    return run;
  }

  async cli(...args: readonly string[]): Promise<Finished> {
    return this.start(...args).finished;
  }

  /** One session of an agent, to its end. */
  async run(agent: string): Promise<Ran & { readonly code: number | null }> {
    const { code, stdout, stderr } = await this.cli("run", agent, "--json");
    if (stdout === "") throw new Error(`run ${agent} ended with ${code}: ${stderr}`);
    return { code, ...(JSON.parse(stdout) as Ran) };
  }

  /** A command's JSON document. */
  async ask<Answer>(...args: readonly string[]): Promise<Answer> {
    return JSON.parse((await this.cli(...args, "--json")).stdout) as Answer;
  }

  /** Git on the remote, as its owner. */
  git(...args: readonly string[]): string {
    return git(this.remote, ...args);
  }

  /** Git on the hub. */
  hub(...args: readonly string[]): string {
    return git(join(this.folder, ".midwatch/repos/desk.git"), ...args);
  }

  /** A file of the remote's main; undefined when it is not there. */
  published(path: string): string | undefined {
    return this.files().includes(path) ? this.git("show", `main:${path}`) : undefined;
  }

  /** The files of a commit of the remote. */
  files(ref = "main"): string[] {
    return this.git("ls-tree", "-r", "-z", "--name-only", ref).split("\0").filter(Boolean);
  }

  refs(pattern = "refs/midwatch/rescue"): string[] {
    return this.git("for-each-ref", "--format=%(refname)", pattern).split("\n").filter(Boolean);
  }

  /** What a person pushes to the remote's main. */
  commit(files: Readonly<Record<string, string>>): void {
    const work = join(temporaryFolder(), "clone");
    git(this.root, "clone", "--quiet", this.remote, work);
    commitAll(work, files);
    git(work, "push", "--quiet", "origin", "HEAD:main");
  }

  hook(name: "pre-receive" | "post-receive", script: string): void {
    const path = join(this.remote, "hooks", name);
    write(this.remote, `hooks/${name}`, `#!/bin/bash\nsignals=${this.signals}\n${script}\n`);
    chmodSync(path, 0o755);
  }

  unhook(name: "pre-receive" | "post-receive"): void {
    rmSync(join(this.remote, "hooks", name));
  }

  /** What the ledger holds; the tables are those of schema.ts. */
  rows<Row>(sql: string, ...values: string[]): Row[] {
    const db = new DatabaseSync(join(this.folder, ".midwatch/ledger.db"), { readOnly: true, timeout: WAIT_MS });
    try {
      return db.prepare(sql).all(...values) as Row[];
    } finally {
      db.close();
    }
  }

  /** Its file, anew. */
  configure(lines: readonly string[]): void {
    write(this.folder, "midwatch.yaml", `${[SIGNALLING, ...lines].join("\n")}\n`);
  }

  /** What a program has left beside its signals. */
  readSignal(name: string): string {
    return readFileSync(join(this.signals, name), "utf8");
  }

  /** Makes the ledger hold what only time would have brought. */
  alter(sql: string): void {
    const db = new DatabaseSync(join(this.folder, ".midwatch/ledger.db"), { timeout: WAIT_MS });
    db.exec(sql);
    db.close();
  }

  signal(name: string): void {
    writeFileSync(join(this.signals, name), "");
  }

  private seed(files: Readonly<Record<string, string>>): void {
    const work = join(this.root, "seed");
    git(this.root, "init", "--quiet", "--initial-branch=main", work);
    commitAll(work, files);
    git(this.root, "clone", "--quiet", "--bare", work, this.remote);
    rmSync(work, { recursive: true });
  }
}

/** Made so that the first one named is the most urgent one. */
function taskFile(id: string, at: number): [string, string] {
  const created = new Date(Date.UTC(2026, 0, 1) + at * 86_400_000).toISOString();
  return [`tasks/${id}.md`, `---\nstate: todo\npriority: medium\ncreated: ${created}\n---\n# Task ${id}\n`];
}

export function write(folder: string, path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text, { mode });
}

function commitAll(work: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) write(work, path, text);
  git(work, "add", "--all");
  git(work, "commit", "--quiet", "-m", "By a person");
}

const IDENTITY = { GIT_AUTHOR_NAME: "owner", GIT_AUTHOR_EMAIL: "o@example.com" };
const COMMITTER = { GIT_COMMITTER_NAME: "owner", GIT_COMMITTER_EMAIL: "o@example.com" };

/** Git without anybody's configuration. */
export function git(cwd: string, ...args: readonly string[]): string {
  const env = { ...process.env, ...IDENTITY, ...COMMITTER, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
  return execFileSync("git", args, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trimEnd();
}

export const readIf = (path: string): string | undefined => (existsSync(path) ? readFileSync(path, "utf8") : undefined);
