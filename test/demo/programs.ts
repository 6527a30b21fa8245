import { execFile, execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const CONFIG = fileURLToPath(new URL("../../config/", import.meta.url));
const SHORT_ID = "0193abcd";

/** The close of the seed's last day is Friday's; the sessions of the tests run on the Saturday after it. */
export const SATURDAY = Date.parse("2026-11-21T21:29:51Z");

export interface Item {
  readonly source: "duty" | "work-queue" | "workspace-tasks" | "inbox";
  readonly title?: string;
  readonly body?: string;
  readonly fields?: Readonly<Record<string, string>>;
}

export interface Ended {
  readonly code: number;
  readonly result: { readonly item: string; readonly reason: string } | undefined;
  readonly events: readonly { readonly type: string }[];
  readonly stderr: string;
}

/** One of the demo programs' modules; they are plain JavaScript, so the test says what it expects of it. */
export async function load<Module>(name: string): Promise<Module> {
  return (await import(join(CONFIG, "agents/lib", `${name}.mjs`))) as Module;
}

/** A file of the default configuration. */
export function configFile(path: string): string {
  return readFileSync(join(CONFIG, path), "utf8");
}

/** A clone of the seed workspace, removed when the test is over. */
export class Clone {
  readonly root = mkdtempSync(join(tmpdir(), "midwatch-demo-"));
  readonly #outside = mkdtempSync(join(tmpdir(), "midwatch-session-"));

  constructor() {
    const origin = join(this.#outside, "desk");
    cpSync(join(CONFIG, "workspace"), origin, { recursive: true });
    commit(origin, "Owner", "Open the desk");
    git(this.#outside, "clone", "--quiet", "--shared", origin, this.root);
    onTestFinished(() => {
      for (const folder of [this.root, this.#outside]) rmSync(folder, { recursive: true, force: true });
    });
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), "utf8");
  }

  has(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  list(folder: string): string[] {
    return this.has(folder) ? readdirSync(join(this.root, folder)).sort() : [];
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  remove(path: string): void {
    rmSync(join(this.root, path), { recursive: true });
  }

  commit(author: string, subject: string): void {
    commit(this.root, author, subject);
  }

  /** What git says has changed, sorted. */
  changed(): string[] {
    const status = git(this.root, "status", "--porcelain", "--untracked-files=all");
    return status
      .split("\n")
      .flatMap((line) => line.slice(3) || [])
      .sort();
  }

  /** Runs an agent's program as midwatch does, and reads what it says. */
  async run(agent: string, item: Item, startedAt = SATURDAY): Promise<Ended> {
    const session = { id: SHORT_ID, agent, startedAt, workspace: "desk" };
    const whole = { id: `${item.source}:1`, title: `The duty of ${agent}`, body: "", tier: "PRIMARY", ...item };
    return this.start(agent, {
      MIDWATCH_BRIEF: this.#handOver("brief.md", "# Brief\n"),
      MIDWATCH_ITEM: this.#handOver("item.json", JSON.stringify(whole)),
      MIDWATCH_SESSION: this.#handOver("session.json", JSON.stringify(session)),
    });
  }

  start(agent: string, handedOver: Readonly<Record<string, string>>): Promise<Ended> {
    const env = { PATH: process.env.PATH ?? "", HOME: this.#outside, LANG: "C.UTF-8", ...handedOver };
    const program = join(CONFIG, "agents", `${agent}.mjs`);
    return new Promise((resolve) => {
      execFile(process.execPath, [program], { cwd: this.root, env }, (error, stdout, stderr) => {
        resolve({ code: Number(error?.code ?? 0), ...readOutput(stdout), stderr });
      });
    });
  }

  #handOver(name: string, text: string): string {
    const path = join(this.#outside, name);
    writeFileSync(path, text);
    return path;
  }
}

function readOutput(stdout: string): Pick<Ended, "events" | "result"> {
  const events = stdout.split("\n").flatMap((line) => (line ? [JSON.parse(line)] : []));
  const last = events.at(-1);
  return { events, result: last?.type === "result" ? last : undefined };
}

function commit(root: string, author: string, subject: string): void {
  if (!existsSync(join(root, ".git"))) git(root, "init", "--quiet", "--initial-branch=main");
  git(root, "add", "--all");
  git(root, "-c", `user.name=${author}`, "-c", "user.email=desk@example.com", "commit", "--quiet", "-m", subject);
}

function git(cwd: string, ...args: string[]): string {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
  return execFileSync("git", args, { cwd, env, encoding: "utf8" });
}
