import { DEFAULT_TOOLS, type Tool, type ToolName } from "../../core/contracts/agent.ts";
import { ownWords } from "../own-tools.ts";

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

/** Names of the fences that gptme executes. */
const EXECUTED = new Set([...Object.values(GPTME_TOOLS).flat(), ...ALWAYS, "py", "python", "bash"]);
const FENCE = /^```(?<tool>\w+)(?!\w)(?<args>[^\n]*)\n(?<code>[\s\S]*?)^```/gm;

export interface Call {
  readonly name: string;
  readonly input: { readonly args: string; readonly code: string };
}

/** The calls in a message: fences with the name of a tool. */
export function callsIn(message: string): readonly Call[] {
  return [...message.matchAll(FENCE)].flatMap(({ groups: { tool = "", args = "", code = "" } = {} }) =>
    EXECUTED.has(tool) ? [{ name: tool, input: { args: args.trim(), code } }] : [],
  );
}
