import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { until } from "../limits.ts";
import { BIN, type Finished } from "./command-line.ts";
import { readIf, type TestFleet, temporaryFolder } from "./fleet.ts";
import type { Sshd } from "./sshd.ts";

interface Calling {
  readonly input?: unknown;
  readonly env?: Readonly<Record<string, string>>;
}

/** Facts of `midwatch connect --list --json` that tests look at. */
export interface ListedConnection {
  readonly waiting: number;
  readonly waitingSince?: number;
  readonly briefAt: number | null;
  readonly trouble?: { readonly reason: string };
  readonly notes: readonly string[];
}

/** A machine with a home of its own and nothing but midwatch, from which a person reaches the fleet's over ssh. */
export class Laptop {
  readonly home = temporaryFolder();
  readonly settings = join(this.home, ".claude", "settings.json");
  private readonly fleet: TestFleet;
  private readonly sshd: Sshd;
  private conversations = 0;

  constructor(fleet: TestFleet, sshd: Sshd) {
    this.fleet = fleet;
    this.sshd = sshd;
    mkdirSync(dirname(this.settings));
  }

  /** How midwatch is called on the fleet's machine: in that home. */
  get there(): string {
    return `env HOME=${this.fleet.home} ${process.execPath} ${BIN}`;
  }

  start(args: readonly string[], { input, env = {} }: Calling = {}): ChildProcess {
    const given = { PATH: process.env.PATH ?? "", HOME: this.home, NO_COLOR: "1", ...env };
    const child = spawn(process.execPath, [BIN, ...args], { cwd: this.home, env: given });
    child.stdin.on("error", () => {});
    child.stdin.end(input === undefined ? "" : JSON.stringify(input));
    return child;
  }

  async cli(args: readonly string[], calling: Calling = {}): Promise<Finished> {
    const child = this.start(args, calling);
    const said = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const)
      child[name]?.setEncoding("utf8").on("data", (text: string) => {
        said[name] += text;
      });
    await once(child, "close");
    return { code: child.exitCode, ...said };
  }

  connect(...more: readonly string[]): Promise<Finished> {
    const { config } = this.sshd;
    const usual = { fleet: this.fleet.folder, wait: "60", command: this.there };
    const here = Object.entries(usual).filter(([name]) => !more.includes(`--${name}`));
    const options = here.flatMap(([name, value]) => [`--${name}`, value]);
    return this.cli(["connect", "hub", "--ssh-config", config, ...options, ...more]);
  }

  /** A moment of a conversation, as Claude Code tells of it. */
  hook(moment: "start" | "stop" | "end", input: object = {}, env: Readonly<Record<string, string>> = {}) {
    return this.cli(["hook", moment, "--connection", "hub"], { input: { cwd: this.home, ...input }, env });
  }

  /** Hands over what waits. */
  exchange(): Promise<Finished> {
    return this.cli(["hook", "exchange"]);
  }

  /** A conversation as Claude Code writes it down, whose last message ends with these notes. */
  conversation(notes: object, ...tools: readonly string[]) {
    this.conversations += 1;
    const session = `conversation-${this.conversations}-of-${this.home.slice(-6)}`;
    const line = (type: string, content: unknown) =>
      JSON.stringify({ type, sessionId: session, message: { role: type, content } });
    const last = `Here it is.\n\n\`\`\`midwatch\n${JSON.stringify({ item: "progress", reason: "we talked", ...notes })}\n\`\`\``;
    const used = tools.map((name) => line("assistant", [{ type: "tool_use", name, input: {} }]));
    const lines = [line("user", "What about the fees?"), ...used, line("assistant", [{ type: "text", text: last }])];
    const file = join(this.home, `${session}.jsonl`);
    writeFileSync(file, `${lines.join("\n")}\n`);
    return { session_id: session, transcript_path: file, last_assistant_message: last };
  }

  async listed(): Promise<ListedConnection> {
    const { stdout } = await this.cli(["connect", "--list", "--json"]);
    const { connections } = JSON.parse(stdout) as { connections: readonly ListedConnection[] };
    if (!connections[0]) throw new Error("nothing is connected");
    return connections[0];
  }

  /** Until all that was put into the spool has landed. */
  async handedOver(): Promise<void> {
    await until(() => this.spool().length === 0, "the spool is empty");
  }

  spool(): readonly string[] {
    return names(join(this.state, "spool"));
  }

  get state(): string {
    return join(this.home, ".local/state/midwatch/connections/hub");
  }

  get claudeCode(): string | undefined {
    return readIf(this.settings);
  }

  read(path: string): string {
    return readFileSync(join(this.state, path), "utf8");
  }
}

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(".json"));
  } catch {
    return [];
  }
}
