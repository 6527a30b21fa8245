import type { ToolName } from "../../core/contracts/agent.ts";

/** What an agent may do when its file says nothing of it: everything within its clone, and no network of its own. */
const DEFAULT: readonly ToolName[] = ["read", "edit", "run", "search"];

interface Permission {
  /** The tools the model is told of. */
  readonly tools: readonly string[];
  /** What it may do with them; everything else is denied without asking. */
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

export function permissionsFor(asked: readonly ToolName[] = DEFAULT): Permission {
  const granted = asked.map((name) => PERMISSIONS[name]);
  return {
    tools: [...new Set(granted.flatMap(({ tools }) => tools))],
    rules: [...new Set(granted.flatMap(({ rules }) => rules))],
  };
}
