import { DEFAULT_TOOLS, type Tool, type ToolName } from "../../core/contracts/agent.ts";
import { ownWords } from "../own-tools.ts";
import type { NativeRun } from "./project.ts";

/** Our words as gptme's tools. It has none for searching: that is done in a shell. */
const GPTME_TOOLS: Readonly<Record<ToolName, readonly string[]>> = {
  read: ["read"],
  edit: ["read", "save", "append", "patch"],
  run: ["shell", "ipython"],
  search: ["read"],
  web: ["browser"],
};

/** Tools by which a run says that it is done, and keeps a list of what is left. */
const ALWAYS = ["complete", "todo"];

/** The tools gptme is started with. Its lessons, its memory and its own agents are not among them. */
export function toolsFor(asked: readonly Tool[] = DEFAULT_TOOLS): readonly string[] {
  return [...new Set([...ownWords(asked).flatMap((name) => GPTME_TOOLS[name]), ...ALWAYS])];
}

/** Parts of gptme that are tools by name and give the model nothing to call. */
const UNCALLED = ["lessons", "autocompact"];
/** Its tools that no word of ours stands for: those that a run has where its own settings are in force. */
const ITS_OWN = ["patch_many", "hashline_edit", "tmux", "memory", "recall", "vision", "convert", "chats", "vent"];
const BY_NAME = ["subagent", "gh", "rag", "mcp", "morph", "screenshot", "watch", "precommit", "autocommit"];
const MCP_TOOL = /^mcp__(?<server>[\w-]+?)(?:__(?<tool>[\w-]+))?$/;

/**
 * The tools of a run where gptme's own settings are in force: those declared, in our words or in gptme's; else those
 * its gptme.toml allows, else gptme's usual ones. What brings strangers' words in has to be declared.
 */
export function nativeTools(asked: readonly Tool[] | undefined, { project, hasMemory }: NativeRun): string {
  const off = ["browser", "mcp", ...(hasMemory ? [] : ["memory"])];
  const named = asked ? declared(asked) : project.allowlist?.filter((name) => !off.includes(name));
  if (!named) return off.map((name) => `-${name}`).join(",");
  return [...new Set([...named, ...ALWAYS, ...UNCALLED])].join(",");
}

const declared = (asked: readonly Tool[]): readonly string[] => [
  ...toolsFor(asked),
  ...asked.filter((name) => ITS_OWN.includes(name) || BY_NAME.includes(name) || isFence(name)),
  ...asked.flatMap((name) => (mayRun(asked) ? (mcpPattern(name) ?? []) : [])),
];

/** gptme's own names of what our words stand for, too: "shell". */
const isFence = (name: string) => Object.values(GPTME_TOOLS).flat().includes(name);

/** "mcp__files" as gptme has it: "files.*". */
function mcpPattern(name: string): string | undefined {
  const { server, tool } = MCP_TOOL.exec(name)?.groups ?? {};
  return server && `${server}.${tool ?? "*"}`;
}

/**
 * True when a server of its settings may be started: one whose tools are declared, or any, where none is named. It is a
 * command as well: whoever may edit its settings could start what it likes.
 */
export const wantsServers = (asked: readonly Tool[] = [], server?: string): boolean =>
  mayRun(asked) &&
  asked.some((name) => {
    const named = MCP_TOOL.exec(name)?.groups?.server;
    return named !== undefined && (server === undefined || named === server);
  });

/** True when it may run commands: those that its settings run beside it, too. */
export const mayRun = (asked: readonly Tool[] = DEFAULT_TOOLS): boolean =>
  ["run", "shell", "ipython", "tmux"].some((name) => asked.includes(name));

/** Names of the fences that gptme executes. */
export const EXECUTED: ReadonlySet<string> = new Set([
  ...Object.values(GPTME_TOOLS).flat(),
  ...ALWAYS,
  ...ITS_OWN,
  ...BY_NAME,
  "py",
  "python",
  "bash",
]);
