import type { AgentDefinition } from "../contracts/agent.ts";
import type { WorkItem } from "../contracts/work.ts";
import { describeOrigin } from "../text/origin.ts";

/** Tools that bring text of strangers into a run. */
const OUTSIDE = /^(?:web|WebFetch|WebSearch|mcp__)/;

/** Reason why a session's words may be those of strangers; undefined when it has seen only the fleet's own. */
export function taintOf({ tools = [] }: AgentDefinition, { untrusted, source, origin }: WorkItem): string | undefined {
  const outside = tools.find((tool) => OUTSIDE.test(tool));
  if (untrusted) return origin ? describeOrigin(origin) : `its item came from outside, by way of ${source}`;
  return outside === undefined ? undefined : `its session could read the web, with ${outside}`;
}
