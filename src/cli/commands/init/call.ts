import { basename } from "node:path";
import type { Condition } from "./condition.ts";
import type { ShellCommand } from "./shell-command.ts";
import { commandsIn } from "./shell-commands.ts";
import { type Peeled, peel } from "./wrappers.ts";

interface AnyCall extends Omit<Peeled, "argv"> {
  readonly directory?: string;
  readonly line: number;
  /** The choice it stands in, which is made at run time. */
  readonly choice?: string;
  /** Conditions of it, as far as they are known. */
  readonly conditions?: readonly Condition[];
  /** Files its output goes to. */
  readonly into: readonly string[];
  /** The substitution it stands in, by number. */
  readonly within?: number;
}

/** A call of an agent, found in a script or a command line. */
export interface AgentCall extends AnyCall {
  readonly program: "claude" | "gptme";
  /** Its arguments, without the program. */
  readonly args: readonly string[];
  /** Text that it reads on stdin. */
  readonly input?: string;
}

/** A script that a command line runs. */
export interface ScriptCall extends AnyCall {
  readonly path: string;
  readonly args: readonly string[];
  readonly text: string;
}

export type OtherCommand = Pick<ShellCommand, "text" | "argv" | "within" | "feeds">;

export interface Calls {
  readonly agents: readonly AgentCall[];
  readonly scripts: readonly ScriptCall[];
  /** Every other command, as it stands there. */
  readonly others: readonly OtherCommand[];
}

/** Surroundings of a text: the variables it is given, and its own arguments. */
export interface Given {
  readonly known?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

const SHELLS = ["sh", "bash", "dash", "zsh", "ksh"];
const NO_CALLS: Calls = { agents: [], scripts: [], others: [] };

/** Agents that a shell text runs, and scripts, and what else it does. */
export function callsIn(text: string, given: Given = {}): Calls {
  const calls = commandsIn(text, given.known, given.args).map((command) => callOf(command, given));
  return {
    agents: calls.flatMap(({ agents }) => agents),
    scripts: calls.flatMap(({ scripts }) => scripts),
    others: calls.flatMap(({ others }) => others),
  };
}

function callOf(command: ShellCommand, surroundings: Given): Calls {
  const { argv, ...peeled } = peel({ argv: command.argv, given: command.given, wrapped: [] });
  const [program = "", ...args] = argv;
  const { directory, line, choice, conditions, into, within, input } = command;
  const about = {
    ...peeled,
    line,
    into,
    ...(directory !== undefined && { directory }),
    ...(choice !== undefined && { choice }),
    ...(conditions !== undefined && { conditions }),
    ...(within !== undefined && { within }),
  };
  const name = basename(program);
  const agent = agentIn(name, args);
  if (agent)
    return { ...NO_CALLS, agents: [{ program: agent, args, ...about, ...(input !== undefined && { input }) }] };
  if (SHELLS.includes(name)) return shellCall(args, { ...about, text: command.text }, surroundings);
  if (program.includes("/")) return { ...NO_CALLS, scripts: [{ path: program, args, text: command.text, ...about }] };
  return { ...NO_CALLS, others: [command] };
}

function agentIn(name: string, args: readonly string[]): AgentCall["program"] | undefined {
  if (name === "claude" && args.some((arg) => arg === "-p" || arg === "--print")) return "claude";
  return name === "gptme" && args.length > 0 && !args.some((arg) => /^--(version|help)/.test(arg))
    ? "gptme"
    : undefined;
}

/** `bash -lc "text"` is that text; `bash file` is that file. */
function shellCall(args: readonly string[], about: AnyCall & { readonly text: string }, { known }: Given): Calls {
  const inline = args.findIndex((arg) => /^-[a-z]*c$/.test(arg));
  if (inline >= 0) {
    const inner = callsIn(args[inline + 1] ?? "", { ...(known && { known }), args: args.slice(inline + 3) });
    const placed = <T extends AnyCall>(call: T) => ({
      ...about,
      ...call,
      line: about.line,
      given: [...about.given, ...call.given],
      wrapped: [...about.wrapped, ...call.wrapped],
      into: [...about.into, ...call.into],
    });
    return {
      ...inner,
      agents: inner.agents.map((call) => placed(call)),
      scripts: inner.scripts.map((call) => placed(call)),
    };
  }
  const at = args.findIndex((arg) => !arg.startsWith("-"));
  const path = args[at];
  return path === undefined ? NO_CALLS : { ...NO_CALLS, scripts: [{ path, args: args.slice(at + 1), ...about }] };
}
