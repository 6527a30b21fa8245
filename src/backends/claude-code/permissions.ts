import { DEFAULT_TOOLS, type Tool, type ToolName } from "../../core/contracts/agent.ts";

interface Permission {
  /** The tools the model is told of. */
  readonly tools: readonly string[];
  /** Uses of the tools that are allowed; everything else is denied without asking. */
  readonly rules: readonly string[];
}

/** Our words as the CLI's tools and rules. Its file tools end at the clone; a shell's reach is up to containment. */
const PERMISSIONS: Readonly<Record<ToolName, Permission>> = {
  read: { tools: ["Read"], rules: ["Read(./**)"] },
  edit: { tools: ["Read", "Edit", "Write"], rules: ["Read(./**)", "Edit(./**)"] },
  run: { tools: ["Bash"], rules: ["Bash"] },
  search: { tools: ["Glob", "Grep"], rules: ["Read(./**)"] },
  web: { tools: ["WebFetch", "WebSearch"], rules: ["WebFetch", "WebSearch"] },
};

export function permissionsFor(asked: readonly Tool[] = DEFAULT_TOOLS): Permission {
  const granted = asked.map(permission);
  return {
    tools: [...new Set(granted.flatMap(({ tools }) => tools))],
    rules: [...new Set(granted.flatMap(({ rules }) => rules))],
  };
}

/** A rule in the CLI's own words is passed on as it is, with the tool it is about. */
function permission(name: Tool): Permission {
  const ours = Object.entries(PERMISSIONS).find(([word]) => word === name)?.[1];
  return ours ?? { tools: name.startsWith("mcp__") ? [] : [name.replace(/\(.*/s, "")], rules: [name] };
}
