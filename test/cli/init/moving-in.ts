import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { parse } from "yaml";
import { WAIT_MS } from "../../limits.ts";

const FIXTURES = fileURLToPath(new URL("./fixtures/", import.meta.url));
const MAIN = new URL("../../../src/cli/main.ts", import.meta.url).href;
const CALL = `import(${JSON.stringify(MAIN)}).then((cli) => cli.main(process.argv.slice(1))).then((code) => { process.exitCode = code; })`;

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A machine with one repository on it, in a folder of its own that goes when the test is over. */
export class Home {
  readonly root = mkdtempSync(join(tmpdir(), "midwatch-init-"));
  readonly repository: string;

  constructor(name: string) {
    this.repository = join(this.root, name);
    mkdirSync(this.repository);
    onTestFinished(() => rmSync(this.root, { recursive: true, force: true }));
  }

  /** A copy of a fixture: its repository with a bare remote, and its units and crontab beside it. */
  static of(fixture: string, name: string): Home {
    const home = new Home(name);
    cpSync(join(FIXTURES, fixture, "repo"), home.repository, { recursive: true });
    for (const path of filesIn(home.repository).filter((each) => each.startsWith("dot-"))) home.rename(path);
    home.commit("master");
    home.git("clone", "--quiet", "--bare", ".", join(home.root, "remote.git"));
    home.git("remote", "add", "origin", join(home.root, "remote.git"));
    home.git("fetch", "--quiet", "origin");
    for (const path of ["units", "crontab"]) home.place(fixture, path);
    return home;
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.repository, path)), { recursive: true });
    writeFileSync(join(this.repository, path), text);
  }

  read(path: string): string {
    return readFileSync(join(this.repository, path), "utf8");
  }

  /** What midwatch.yaml says. */
  settings(): unknown {
    return parse(this.read("midwatch.yaml"));
  }

  commit(branch = "main"): void {
    this.git("init", "--quiet", `--initial-branch=${branch}`);
    this.git("add", "--all");
    this.git("commit", "--quiet", "--message", "Begin");
  }

  git(...args: string[]): string {
    const who = ["-c", "user.name=Owner", "-c", "user.email=owner@example.com"];
    const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
    return execFileSync("git", [...who, ...args], { cwd: this.repository, env, encoding: "utf8" }).trim();
  }

  /** Every file there is, the repository's own among them, as one hash. */
  hash(): string {
    const hash = createHash("sha256");
    for (const path of filesIn(this.root)) hash.update(`${path}\0`).update(readFileSync(join(this.root, path)));
    return hash.digest("hex");
  }

  /** What init wrote, with this machine's places taken out. */
  written(): Record<string, string> {
    const status = this.git("status", "--porcelain", "--untracked-files=all", "--no-renames");
    const paths = status.split("\n").map((line) => line.replace(/^\s*\S+\s+/, ""));
    return Object.fromEntries(paths.toSorted().map((path) => [path, this.read(path).replaceAll(this.root, "@ROOT@")]));
  }

  /** Runs init on the repository, with only the schedules of the fixture; in a pipe, as a script would. */
  init(...args: string[]): Promise<Finished> {
    const crontab = join(this.root, "crontab");
    const from = existsSync(crontab) ? crontab : "/dev/null";
    return this.midwatch("init", this.repository, "--crontab", from, "--units", join(this.root, "units"), ...args);
  }

  midwatch(...args: string[]): Promise<Finished> {
    return this.run(process.execPath, ["--eval", CALL, "--", ...args], "");
  }

  /** Init as a person at a terminal has it, who answers the question. */
  initAtTerminal(answer: string): Promise<Finished> {
    const words = ["init", this.repository, "--crontab", "/dev/null", "--units", join(this.root, "units")];
    const command = [process.execPath, "--eval", CALL, "--", ...words].map(
      (word) => `'${word.replaceAll("'", `'\\''`)}'`,
    );
    return this.run(
      "script",
      ["--quiet", "--return", "--command", command.join(" "), "/dev/null"],
      `${answer}\n`,
      (said) => said.includes("Write these files?"),
    );
  }

  /** Puts a program on the PATH. */
  program(name: string, body: string): void {
    mkdirSync(join(this.root, "bin"), { recursive: true });
    writeFileSync(join(this.root, "bin", name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  }

  /** What the fleet's agents sign in with. */
  signIn(credentials: string): void {
    const state = join(this.repository, ".midwatch");
    mkdirSync(state, { recursive: true, mode: 0o700 });
    writeFileSync(join(state, "credentials"), `${credentials}\n`, { mode: 0o600 });
  }

  /** Gives the input as soon as the output asks for it. */
  private async run(
    program: string,
    args: readonly string[],
    input: string,
    asks: (said: string) => boolean = () => false,
  ): Promise<Finished> {
    const path = `${join(this.root, "bin")}:${process.env.PATH ?? ""}`;
    const env = { PATH: path, HOME: this.root, TZ: "Europe/Berlin", NO_COLOR: "1" };
    const child = spawn(program, args, { cwd: this.root, env, timeout: WAIT_MS });
    const said = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const)
      child[stream].setEncoding("utf8").on("data", (text: string) => {
        said[stream] += text;
        if (asks(said[stream]) && child.stdin.writable) child.stdin.end(input);
      });
    if (input === "") child.stdin.end();
    await once(child, "close");
    return { code: child.exitCode, ...said };
  }

  private place(fixture: string, path: string): void {
    const from = join(FIXTURES, fixture, path);
    if (!existsSync(from)) return;
    cpSync(from, join(this.root, path), { recursive: true });
    const files = path === "units" ? filesIn(from).map((name) => join(path, name)) : [path];
    for (const file of files) {
      const text = readFileSync(join(this.root, file), "utf8").replaceAll("@REPO@", this.repository);
      writeFileSync(join(this.root, file), text);
    }
  }

  private rename(path: string): void {
    cpSync(join(this.repository, path), join(this.repository, path.replace(/^dot-/, ".")));
    rmSync(join(this.repository, path));
  }
}

/** The files a fixture expects. */
export function golden(fixture: string): Record<string, string> {
  const folder = join(FIXTURES, fixture, "golden");
  return Object.fromEntries(
    filesIn(folder).map((path) => [path.replace(/^dot-/, "."), readFileSync(join(folder, path), "utf8")]),
  );
}

function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.map((path) => path.slice(folder.replace(/\/$/, "").length + 1)).toSorted();
}
