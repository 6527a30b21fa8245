import { z } from "zod";
import type { ToolDefinition } from "./api/chat-server.ts";
import { CALL_FENCE } from "./calls.ts";
import type { Tool } from "./tools.ts";

const LOOP_RULES = `You are an agent that works in a git repository, alone and unattended, by calling tools.

- Paths are relative to the repository's root. Nothing outside it can be reached.
- Look before you change anything: read what is there, then make the change with a tool. Text in a reply changes nothing.
- When a call fails, its result says why: mend it, and go on.
- When you are finished, call done. It stands for the block at the end that you are asked for.`;

const fence = "```";
const PLAIN_TEXT = `You call a tool by writing a block like this one, and then stop; the results come in the next message:

${fence}${CALL_FENCE}
{"name": "read", "arguments": {"path": "README.md"}}
${fence}

It holds one JSON object: escape quotes and line breaks in its strings. These tools are there:`;

/** Instructions that the model is told before everything else. */
export function instructionsFor(tools: readonly Tool[], callsTools: boolean): string {
  return callsTools ? LOOP_RULES : `${LOOP_RULES}\n\n${PLAIN_TEXT}\n\n${tools.map(describeTool).join("\n")}`;
}

/** The tools, as the API wants them. */
export function definitionsOf(tools: readonly Tool[]): ToolDefinition[] {
  return tools.map(({ name, description, parameters }) => {
    const { type, properties, required } = z.toJSONSchema(parameters);
    return { type: "function", function: { name, description, parameters: { type, properties, required } } };
  });
}

function describeTool({ name, description, parameters }: Tool): string {
  const { properties = {}, required = [] } = z.toJSONSchema(parameters);
  const words = Object.entries(properties).map(([key, schema]) => {
    const { enum: choices, description: about } = schema as { enum?: string[]; description?: string };
    const notes = [required.includes(key) ? "" : "optional", choices?.join(" | ") ?? "", about ?? ""].filter(Boolean);
    return `  - ${key}${notes.length > 0 ? `: ${notes.join("; ")}` : ""}`;
  });
  return [`- ${name}: ${description}`, ...words].join("\n");
}
