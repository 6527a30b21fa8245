import type { AgentCall } from "./call.ts";
import { looksSecret } from "./secrets.ts";

/** Settings that a call of an agent asks for, apart from the prompt: midwatch gives that. */
export interface ReadSettings {
  readonly model?: string;
  readonly tools?: readonly string[];
  readonly maxTurns?: string;
  readonly prompts: readonly string[];
  /** The arguments that stay, in their order. */
  readonly kept: readonly string[];
  /** Those that do not, and why, a sentence each. */
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
  /** Options that are about somebody's checkout, an earlier conversation or the output's form. */
  readonly dropped: Readonly<Record<string, string>>;
}

const EARLIER = "every session starts afresh";
const CLONE = "a session works in a clone of its own";
const FORM = "midwatch reads plain text from a command";

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
      "--add-dir",
      "--mcp-config",
    ],
    dropped: {
      "--output-format": FORM,
      "--input-format": FORM,
      "--include-partial-messages": FORM,
      "--verbose": FORM,
      "--session-id": EARLIER,
      "--resume": EARLIER,
      "-r": EARLIER,
      "--continue": EARLIER,
      "-c": EARLIER,
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
    dropped: {
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
export function askedBy({ program, args }: Pick<AgentCall, "program" | "args">): ReadSettings {
  const { options, prompts } = split(args, SYNTAX[program]);
  const given = (...names: string[]) => options.findLast(({ name }) => names.includes(name))?.values;
  const kept = options.filter((option) => whyUnused(option, SYNTAX[program]) === undefined);
  const model = given("--model", "-m")?.[0];
  const [maxTurns] = given("--max-turns") ?? [];
  const tools = given("--allowedTools", "--allowed-tools", "--tools", "-t")?.flatMap((value) => toolNames(value));
  return {
    prompts,
    kept: kept.flatMap(({ argv }) => argv),
    left: options.flatMap((option) => whyUnused(option, SYNTAX[program]) ?? []),
    ...(model !== undefined && !isOpen(model) && { model }),
    ...(maxTurns !== undefined && !isOpen(maxTurns) && { maxTurns }),
    ...(tools && tools.length > 0 && !tools.some((tool) => isOpen(tool)) && { tools }),
  };
}

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

/** Something only the script's run would know. */
export const isOpen = (text: string): boolean => /\$[\w{(]|`/.test(text);

function whyUnused({ name, values, argv }: Option, { dropped }: Syntax): string | undefined {
  if (dropped[name] !== undefined) return `${name}: ${dropped[name]}`;
  if (argv.some((part) => looksSecret(part))) return `${name}: its value looks like a secret`;
  const open = values.find((value) => isOpen(value)) ?? (isOpen(name) ? name : undefined);
  return open === undefined ? undefined : `${name}: its value is worked out at run time`;
}
