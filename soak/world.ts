import { execFileSync, spawnSync } from "node:child_process";
import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import type { ContainmentName } from "../src/core/contracts/containment.ts";
import type { Random } from "./random.mjs";

export const BIN = fileURLToPath(new URL("../dist/src/cli/bin.js", import.meta.url));
const AGENT = fileURLToPath(new URL("agent.mjs", import.meta.url));

export interface SoakSettings {
  readonly sessions: number;
  readonly siblings: number;
  readonly seed: string;
  /** What keeps its sessions in. */
  readonly containment: ContainmentName;
  /** Nobody does any harm. */
  readonly calm: boolean;
  /** The midwatch that is soaked. */
  readonly program: string;
  /** The world has a disk of its own, which can be filled. */
  readonly ownDisk: boolean;
}

export interface SoakPlace {
  readonly root: string;
  readonly outside: string;
  /** Where its webhooks are posted to. */
  readonly port: number;
}

/** A line of the log that agents write outside of midwatch's reach. */
export interface Noted {
  readonly at: number;
  readonly session: string;
  readonly agent: string;
  readonly item: string;
  readonly type: "begins" | "wrote" | "ends" | "habit";
  readonly path?: string;
  readonly blob?: string;
}

/** Signs what is posted. */
export const HOOK_SECRET = "a secret that only the soak knows";

const PERSON = {
  GIT_AUTHOR_NAME: "owner",
  GIT_AUTHOR_EMAIL: "o@example.com",
  GIT_COMMITTER_NAME: "owner",
  GIT_COMMITTER_EMAIL: "o@example.com",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
};

/** A fleet of siblings with a remote, a person, and a log outside of it, in one folder. */
export class SoakWorld {
  readonly root: string;
  /** On another disk than everything else: what is noted there is noted although the world's own is full. */
  readonly outside: string;
  readonly port: number;
  readonly settings: SoakSettings;
  private atLastTidying: readonly string[] = [];

  constructor({ root, outside, port }: SoakPlace, settings: SoakSettings) {
    this.root = root;
    this.outside = outside;
    this.port = port;
    this.settings = settings;
  }

  get fleet(): string {
    return join(this.root, "fleet");
  }
  get remote(): string {
    return join(this.root, "desk.git");
  }
  get hub(): string {
    return join(this.fleet, ".midwatch/repos/desk.git");
  }
  get log(): string {
    return join(this.outside, "writes.jsonl");
  }
  get agents(): readonly string[] {
    return Array.from({ length: this.settings.siblings }, (_, at) => `a${at}`);
  }

  make(): void {
    for (const folder of ["fleet/agents", "fleet/.midwatch", "home"])
      mkdirSync(join(this.root, folder), { recursive: true });
    writeFileSync(this.log, "");
    writeFileSync(join(this.outside, "letters.jsonl"), "");
    this.write("fleet/midwatch.yaml", this.configuration());
    writeFileSync(join(this.outside, "letter.mjs"), LETTER);
    chmodSync(join(this.fleet, ".midwatch"), 0o700);
    this.write("fleet/.midwatch/credentials", `HOOK_SECRET=${HOOK_SECRET}\n`, 0o600);
    for (const name of this.agents) this.write(`fleet/agents/${name}.md`, this.agentFile());
    const person = join(this.root, "person");
    mkdirSync(person);
    this.git(person, "init", "-q", "--initial-branch=main");
    this.write("person/.gitignore", "ignored.log\n");
    this.write("person/README.md", "# Desk\n");
    this.git(person, "add", "-A");
    this.git(person, "commit", "-q", "-m", "begin");
    this.git(this.root, "clone", "-q", "--bare", person, this.remote);
    this.git(person, "remote", "add", "origin", this.remote);
    this.git(person, "fetch", "-q");
  }

  /**
   * More work, as a person hands it in. What was made long ago is tidied away at that: a workspace does not grow for
   * ever, and what a session takes is not to grow with it.
   */
  handIn(count: number, from: number): void {
    const files = Array.from({ length: count }, (_, at) => {
      const id = `t${from + at}`;
      return [
        `tasks/${id}.md`,
        `---\nstate: todo\npriority: medium\ncreated: 2026-01-01T00:00:00Z\n---\n# Task ${id}\n`,
      ];
    });
    const stale = this.atLastTidying;
    this.asPerson(Object.fromEntries(files) as Record<string, string>, { stale });
    this.atLastTidying = this.git(join(this.root, "person"), "ls-files", "-z", "work", "person")
      .split("\0")
      .filter(Boolean);
  }

  /** What a person pushes to main; it gives way to whoever was quicker. */
  asPerson(files: Readonly<Record<string, string>>, { force = false, stale = [] as readonly string[] } = {}): boolean {
    const person = join(this.root, "person");
    const tried = spawnSync("git", ["fetch", "-q", "origin"], { cwd: person, env: { ...process.env, ...PERSON } });
    if (tried.status !== 0) return false;
    this.git(person, "reset", "-q", "--hard", force ? "origin/main~1" : "origin/main");
    for (const path of stale) rmSync(join(person, path), { force: true });
    for (const [path, text] of Object.entries(files)) this.write(`person/${path}`, text);
    this.git(person, "add", "-A");
    this.git(person, "commit", "-q", "-m", "by a person");
    const push = ["push", "-q", ...(force ? ["--force"] : []), "origin", "HEAD:main"];
    return spawnSync("git", push, { cwd: person, env: { ...process.env, ...PERSON } }).status === 0;
  }

  git(cwd: string, ...args: readonly string[]): string {
    const env = { ...process.env, ...PERSON };
    return execFileSync("git", args, {
      cwd,
      env,
      encoding: "utf8",
      maxBuffer: 2 ** 30,
      stdio: ["ignore", "pipe", "pipe"],
    }).trim();
  }

  /** What the ledger holds; nothing while there is none. */
  rows<Row>(sql: string, ...values: string[]): Row[] {
    const file = join(this.fleet, ".midwatch/ledger.db");
    if (!existsSync(file)) return [];
    const db = new DatabaseSync(file, { readOnly: true, timeout: 30_000 });
    try {
      return db.prepare(sql).all(...values) as Row[];
    } finally {
      db.close();
    }
  }

  noted(): Noted[] {
    const lines = readFileSync(this.log, "utf8").split("\n").filter(Boolean);
    return lines.flatMap((line) => {
      try {
        return [JSON.parse(line) as Noted];
      } catch {
        return []; // A line that its writer was killed in was never finished.
      }
    });
  }

  write(path: string, text: string, mode = 0o644): void {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { mode });
  }

  hook(script: string | undefined): void {
    const path = join(this.remote, "hooks/pre-receive");
    if (script === undefined) {
      rmSync(path, { force: true });
      return;
    }
    writeFileSync(path, `#!/bin/bash\n${script}\n`);
    chmodSync(path, 0o755);
  }

  /** A change of the fleet's own files that means nothing. */
  touchFleet(random: Random): void {
    appendFileSync(join(this.fleet, `agents/${random.pick(this.agents)}.md`), "\nGo on like that.\n");
  }

  private configuration(): string {
    return `${[
      `slots: ${this.settings.siblings}`,
      "workspaces: { desk: { remote: ../desk.git, keep: [] } }",
      `containment: { use: ${this.settings.containment}, write: [${JSON.stringify(this.outside)}], read: [${JSON.stringify(dirname(AGENT))}] }`,
      "records: { megabytes: 64 }",
      `channels: { owner: { use: command, run: [${JSON.stringify(process.execPath)}, ${JSON.stringify(join(this.outside, "letter.mjs"))}] } }`,
      "reports: [{ on: [done, failed, crashed, rescued, obligation], to: owner }]",
      "healthMinutes: 600",
      `webhooks: { port: ${this.port}, hooks: { deploys: { agent: a0, secret: HOOK_SECRET, show: [/n], title: Look at it } } }`,
    ].join("\n")}\n`;
  }

  private agentFile(): string {
    const run = [process.execPath, AGENT, this.log, this.settings.seed];
    return `${[
      "---",
      "description: soaked",
      `backend: { use: command, run: ${JSON.stringify(run)} }`,
      "work: workspace-tasks",
      "when: on inbox",
      "limits: { minutes: 2 }",
      "---",
      "Do it.",
    ].join("\n")}\n`;
  }
}

/** A channel: notes each letter it is given. */
const LETTER = `import { appendFileSync } from "node:fs";
import { text } from "node:stream/consumers";
const letter = JSON.parse(await text(process.stdin));
appendFileSync(new URL("letters.jsonl", import.meta.url), JSON.stringify({ mark: letter.mark, title: letter.title }) + "\\n");
`;
