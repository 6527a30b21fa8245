import { basename } from "node:path";
import { commandsIn, type ShellCommand } from "./shell.ts";
import { spanSeconds } from "./unit-file.ts";

/** A call of an agent, found in a script or a command line. */
export interface AgentCall {
  readonly program: "claude" | "gptme";
  /** Its arguments, without the program. */
  readonly args: readonly string[];
  /** The time limit around it, in seconds. */
  readonly timeout?: number;
  readonly directory?: string;
  readonly given: readonly string[];
  readonly line: number;
}

/** A script that a command line runs. */
export interface ScriptCall {
  readonly path: string;
  readonly timeout?: number;
  readonly directory?: string;
  readonly given: readonly string[];
  readonly line: number;
}

export interface Calls {
  readonly agents: readonly AgentCall[];
  readonly scripts: readonly ScriptCall[];
}

interface Peeled {
  readonly argv: readonly string[];
  readonly timeout?: number;
  readonly given: readonly string[];
}

/** Programs that only run another one, and their options that take a value. */
const WRAPPERS: Readonly<Record<string, readonly string[]>> = {
  env: ["-u", "--unset", "-C", "--chdir"],
  nice: ["-n"],
  ionice: ["-c", "-n"],
  nohup: [],
  setsid: [],
  exec: ["-a"],
  time: [],
  chronic: [],
  sudo: ["-u", "-g"],
  stdbuf: ["-o", "-e", "-i"],
  "systemd-cat": ["-t", "-p"],
  flock: ["-w", "--timeout", "-E"],
  timeout: ["-k", "-s", "--kill-after", "--signal"],
};
const SHELLS = ["sh", "bash", "dash", "zsh"];

/** Agents that a shell text runs, and scripts. `known` are variables it is given. */
export function callsIn(text: string, known: Readonly<Record<string, string>> = {}): Calls {
  const calls = commandsIn(text, known).map((command) => callOf(command, known));
  return { agents: calls.flatMap(({ agents }) => agents), scripts: calls.flatMap(({ scripts }) => scripts) };
}

const NO_CALLS: Calls = { agents: [], scripts: [] };

function callOf(command: ShellCommand, known: Readonly<Record<string, string>>): Calls {
  const { argv, timeout, given } = peel({ argv: command.argv, given: command.given });
  const [program = "", ...args] = argv;
  const { directory, line } = command;
  const about = {
    line,
    given,
    ...(timeout !== undefined && { timeout }),
    ...(directory !== undefined && { directory }),
  };
  const name = basename(program);
  if (name === "claude" && args.some((arg) => arg === "-p" || arg === "--print"))
    return { ...NO_CALLS, agents: [{ program: "claude", args, ...about }] };
  if (name === "gptme" && args.length > 0 && !args.some((arg) => /^--(version|help)/.test(arg)))
    return { ...NO_CALLS, agents: [{ program: "gptme", args, ...about }] };
  if (SHELLS.includes(name)) return shellCall(args, about, known);
  return /\//.test(program) ? { ...NO_CALLS, scripts: [{ path: program, ...about }] } : NO_CALLS;
}

/** `bash -lc "text"` is that text; `bash file` is that file. */
function shellCall(
  args: readonly string[],
  about: Omit<ScriptCall, "path">,
  known: Readonly<Record<string, string>>,
): Calls {
  const inline = args.findIndex((arg) => /^-[a-z]*c$/.test(arg));
  if (inline >= 0) {
    const inner = callsIn(args[inline + 1] ?? "", known);
    const placed = <T extends object>(call: T) => ({ ...about, ...call, line: about.line });
    return { agents: inner.agents.map((call) => placed(call)), scripts: inner.scripts.map((call) => placed(call)) };
  }
  const path = args.find((arg) => !arg.startsWith("-"));
  return path === undefined ? NO_CALLS : { ...NO_CALLS, scripts: [{ path, ...about }] };
}

/** Takes off what only runs another program, and remembers the time limit: of two, the shorter. */
function peel(peeled: Peeled): Peeled {
  const [program = "", ...rest] = peeled.argv;
  const name = basename(program);
  const valued = WRAPPERS[name];
  if (!valued) return peeled;
  const { left, given } = skipOptions(rest, valued);
  const all = [...peeled.given, ...given];
  if (name === "flock") return peel(flocked(left.slice(1), { ...peeled, given: all }));
  if (name !== "timeout") return peel({ ...peeled, argv: left, given: all });
  const limit = spanSeconds(left[0] ?? "");
  const shortest = Math.min(limit ?? Infinity, peeled.timeout ?? Infinity);
  return peel({ argv: left.slice(1), given: all, ...(shortest < Infinity && { timeout: shortest }) });
}

/** `flock FILE -c "text"` runs a shell. */
function flocked(left: readonly string[], peeled: Peeled): Peeled {
  return { ...peeled, argv: left[0] === "-c" ? ["sh", ...left] : left };
}

function skipOptions(argv: readonly string[], valued: readonly string[]): { left: string[]; given: string[] } {
  const left = [...argv];
  const given: string[] = [];
  for (let next = left[0]; next !== undefined; next = left[0]) {
    const set = /^(?<name>[A-Za-z_]\w*)=/.exec(next)?.groups?.name;
    if (set) given.push(set);
    else if (!next.startsWith("-")) break;
    left.splice(0, valued.includes(next) ? 2 : 1);
  }
  return { left, given };
}
