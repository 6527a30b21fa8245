import { shownShort } from "./beside.ts";
import type { AgentCall } from "./call.ts";
import { looksSecret } from "./secrets.ts";
import { isOpen } from "./shell-words.ts";

/** Settings that a call of an agent asks for, apart from the prompt: midwatch gives that. */
export interface ReadSettings {
  readonly model?: string;
  readonly tools?: readonly string[];
  readonly turns?: number;
  readonly dollars?: number;
  readonly prompts: readonly string[];
  /** Options that are not carried over, and why, a sentence each. */
  readonly left: readonly string[];
}

interface Option {
  readonly name: string;
  readonly values: readonly string[];
  /** As it was written. */
  readonly argv: readonly string[];
}

interface Syntax {
  readonly valued: readonly string[];
  readonly many: readonly string[];
  /** Options that are carried over, or that midwatch sets itself. */
  readonly taken: readonly string[];
  /** Reasons why others are not, where there is more to say than that. */
  readonly why: Readonly<Record<string, string>>;
}

const EARLIER = "every session starts afresh";
const CLONE = "a session works in a clone of its own";
const FORM = "midwatch asks for the form it reads";
const FORBIDDEN = "tools: says what an agent may do, and nothing says what it may not: leave it out there";
const PERMISSIONS = "tools: decides what an agent may do";
const NO_COUNTERPART = "there is no counterpart";

const SYNTAX: Readonly<Record<AgentCall["program"], Syntax>> = {
  claude: {
    valued: [
      "--model",
      "--fallback-model",
      "--max-turns",
      "--max-budget-usd",
      "--output-format",
      "--input-format",
      "--json-schema",
      "--append-system-prompt",
      "--append-system-prompt-file",
      "--system-prompt",
      "--system-prompt-file",
      "--permission-mode",
      "--permission-prompt-tool",
      "--settings",
      "--setting-sources",
      "--session-id",
      "--resume",
      "-r",
      "--agent",
      "--agents",
      "--effort",
      "--plugin-dir",
    ],
    many: [
      "--allowedTools",
      "--allowed-tools",
      "--disallowedTools",
      "--disallowed-tools",
      "--tools",
      "--betas",
      "--file",
      "--add-dir",
      "--mcp-config",
    ],
    taken: [
      "-p",
      "--print",
      "--model",
      "--max-turns",
      "--max-budget-usd",
      "--allowedTools",
      "--allowed-tools",
      "--tools",
    ],
    why: {
      "--output-format": FORM,
      "--input-format": FORM,
      "--include-partial-messages": FORM,
      "--verbose": FORM,
      "--session-id": EARLIER,
      "--resume": EARLIER,
      "-r": EARLIER,
      "--continue": EARLIER,
      "-c": EARLIER,
      "--add-dir": CLONE,
      "--disallowedTools": FORBIDDEN,
      "--disallowed-tools": FORBIDDEN,
      "--permission-mode": PERMISSIONS,
      "--permission-prompt-tool": PERMISSIONS,
      "--dangerously-skip-permissions": PERMISSIONS,
      "--allow-dangerously-skip-permissions": PERMISSIONS,
    },
  },
  gptme: {
    valued: [
      "--name",
      "--model",
      "-m",
      "--workspace",
      "-w",
      "--agent-path",
      "--gear",
      "--output-format",
      "--output-schema",
      "--system",
      "--tools",
      "-t",
      "--tool-format",
      "--agent-profile",
      "--context",
      "--injection-hygiene",
      "--manifest-dir",
    ],
    many: [],
    taken: ["-n", "--non-interactive", "--model", "-m", "--tools", "-t"],
    why: {
      "--output-format": FORM,
      "--name": EARLIER,
      "--resume": EARLIER,
      "-r": EARLIER,
      "--workspace": CLONE,
      "-w": CLONE,
      "--agent-path": CLONE,
    },
  },
};

/** Reads a call's arguments. What a script works out at run time (`$X`) cannot be kept, and is named instead. */
export function askedBy({ program, args, input }: Pick<AgentCall, "program" | "args" | "input">): ReadSettings {
  const syntax = SYNTAX[program];
  const { options, prompts } = split(args, syntax);
  const given = (...names: string[]) => options.findLast(({ name }) => names.includes(name))?.values;
  const model = given("--model", "-m")?.[0];
  const turns = positive(given("--max-turns")?.[0]);
  const dollars = positive(given("--max-budget-usd")?.[0]);
  const tools = given("--allowedTools", "--allowed-tools", "--tools", "-t")?.flatMap((value) => toolNames(value));
  return {
    prompts: [...prompts, ...(input === undefined ? [] : [input])].filter((prompt) => prompt.trim() !== ""),
    left: options.flatMap((option) => whyLeft(option, syntax) ?? []),
    ...(model !== undefined && !isOpen(model) && { model }),
    ...(turns !== undefined && Number.isInteger(turns) && { turns }),
    ...(dollars !== undefined && { dollars }),
    ...(tools && tools.length > 0 && !tools.some((tool) => isOpen(tool)) && { tools }),
  };
}

const positive = (text = ""): number | undefined =>
  /^\d+(?:\.\d+)?$/.test(text) && Number(text) > 0 ? Number(text) : undefined;

function split(args: readonly string[], { valued, many }: Syntax): { options: Option[]; prompts: string[] } {
  const options: Option[] = [];
  const prompts: string[] = [];
  for (let at = 0; at < args.length; ) {
    const arg = args[at] ?? "";
    const [name, attached] = arg.startsWith("--") ? splitOnce(arg) : [arg];
    const next = args.findIndex((other, index) => index > at && other.startsWith("-"));
    const available = many.includes(name) ? (next < 0 ? args.length : next) - at - 1 : valued.includes(name) ? 1 : 0;
    const count = attached === undefined ? available : 0;
    const values = attached === undefined ? args.slice(at + 1, at + 1 + count) : [attached];
    if (arg.startsWith("-") && arg !== "-" && arg !== "--")
      options.push({ name, values, argv: args.slice(at, at + 1 + count) });
    else if (arg !== "-" && arg !== "--") prompts.push(arg);
    at += 1 + count;
  }
  return { options, prompts };
}

function splitOnce(arg: string): [string, string?] {
  const at = arg.indexOf("=");
  return at < 0 ? [arg] : [arg.slice(0, at), arg.slice(at + 1)];
}

/** `Bash(git *),Edit Read`: commas and blanks part them, outside of brackets. */
const toolNames = (value: string) => value.match(/[^\s,(]+(?:\([^)]*\))?/g) ?? [];

const NUMBERS = ["--max-turns", "--max-budget-usd"];

function whyLeft({ name, values, argv }: Option, { taken, why }: Syntax): string | undefined {
  const isSecret = argv.some((part) => looksSecret(part));
  const shown = shownShort(isSecret ? `${name} [secret left out]` : argv.join(" "));
  const open = values.some((value) => isOpen(value)) || isOpen(name);
  if (open && (taken.includes(name) || isOpen(name))) return `${shown}: its value is worked out at run time`;
  if (taken.includes(name))
    return NUMBERS.includes(name) && positive(values[0]) === undefined ? `${shown}: it is no number` : undefined;
  return `${shown}: ${why[name] ?? NO_COUNTERPART}`;
}
