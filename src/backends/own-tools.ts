import { TOOL_NAMES, type Tool, type ToolName } from "../core/contracts/agent.ts";

/** Tools in our own words; those in another backend's words say nothing to this one. */
export const ownWords = (tools: readonly Tool[]): readonly ToolName[] =>
  TOOL_NAMES.filter((name) => tools.includes(name));
