import { z } from "zod";
import type { BackendEvent } from "../core/contracts/backend.ts";
import type { Stated, Usage } from "../core/contracts/run-result.ts";
import { ITEM_STATES } from "../core/contracts/work.ts";
import { conditionsIn } from "../core/text/conditions.ts";
import { parseJson } from "../core/text/json.ts";
import { hasNotes } from "../core/text/notes-block.ts";
import { byModel } from "./model-usage.ts";

/** Output of a command so far. */
export interface Said {
  /** Its last words that were no events. */
  text: string;
  usage: Usage;
  stated?: Stated;
  /** The words of its result line. */
  result?: string;
  /** The last of its messages that holds a notes block: a result has no place for what is in it. */
  notes?: string;
}

const UsageLine = z.object({
  inputTokens: z.number().nonnegative().default(0),
  outputTokens: z.number().nonnegative().default(0),
  micros: z.int().nonnegative().optional(),
  model: z.string().optional(),
});

const CommandLine = z.discriminatedUnion("type", [
  z.object({ type: z.literal("message"), text: z.string() }),
  z.object({ type: z.literal("tool_call"), id: z.string(), name: z.string(), input: z.unknown() }),
  z.object({ type: z.literal("tool_result"), id: z.string(), ok: z.boolean(), output: z.string().optional() }),
  z.object({ type: z.literal("usage"), usage: UsageLine }),
  z.object({
    type: z.literal("result"),
    item: z.enum(ITEM_STATES).optional(),
    reason: z.string().default(""),
    /** As in the notes: "until 2026-11-23", or several. */
    waiting_for: z.unknown().optional(),
    usage: UsageLine.optional(),
  }),
]);

/** One line as our events. JSON objects with a type of ours are events, everything else is a message. */
export function translateOutput({ text }: { readonly text: string }, said: Said): BackendEvent[] {
  if (text.trim() === "") return [];
  const line = parse(text);
  if (!line) return message(text, said);
  switch (line.type) {
    case "message":
      return message(line.text, said);
    case "usage":
      said.usage = priced(line.usage);
      return [{ type: "usage", usage: said.usage }];
    case "result":
      return result(line, said);
    case "tool_call":
      return [line];
    case "tool_result": {
      const { output, ...rest } = line;
      return [output === undefined ? rest : { ...rest, output }];
    }
  }
}

function parse(text: string): z.infer<typeof CommandLine> | undefined {
  if (!text.trimStart().startsWith("{")) return undefined;
  try {
    return CommandLine.safeParse(parseJson(text)).data;
  } catch {
    return undefined;
  }
}

function message(text: string, said: Said): BackendEvent[] {
  said.text = text;
  if (hasNotes(text)) said.notes = text;
  return [{ type: "message", text }];
}

function result(
  { item, reason, usage, waiting_for: waits }: Extract<z.infer<typeof CommandLine>, { type: "result" }>,
  said: Said,
): BackendEvent[] {
  const waitingFor = conditionsIn(waits);
  if (item) said.stated = { item, reason, ...(waitingFor.length > 0 && { waitingFor }) };
  if (reason) said.result = reason;
  if (!usage) return [];
  said.usage = priced(usage);
  return [{ type: "usage", usage: said.usage }];
}

function priced({ inputTokens, outputTokens, micros, model }: z.infer<typeof UsageLine>): Usage {
  const used = { inputTokens, outputTokens, ...(micros !== undefined && { micros }) };
  return { ...used, ...byModel([{ model, ...used }]) };
}
