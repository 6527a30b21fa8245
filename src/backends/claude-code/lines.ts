import { z } from "zod";
import { parseJson } from "../../core/text/json.ts";

/** A field that may be missing, or of another kind in another version: then it is not there. */
const maybe = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

const tokenCount = z.int().nonnegative();
/** More than this is no price, but a mistake. */
const MOST_DOLLARS = 1_000_000;

const Models = z.record(
  z.string(),
  z.object({
    inputTokens: tokenCount.default(0),
    outputTokens: tokenCount.default(0),
    cacheReadInputTokens: tokenCount.default(0),
    cacheCreationInputTokens: tokenCount.default(0),
    costUSD: z.number().nonnegative().max(MOST_DOLLARS),
    costBasis: maybe(z.string()),
  }),
);
/** Usage by model. */
export type Models = z.infer<typeof Models>;

/** Answer of a tool: text, or blocks of which some are text. */
const Content = z.union([
  z.string(),
  z
    .array(z.looseObject({ type: z.string(), text: maybe(z.string()) }))
    .transform((blocks) => blocks.map(({ type, text }) => text ?? `(${type})`).join("\n")),
]);

const Part = z
  .discriminatedUnion("type", [
    z.object({ type: z.literal("text"), text: z.string() }),
    z.object({ type: z.literal("tool_use"), id: z.string(), name: z.string(), input: z.unknown() }),
    z.object({
      type: z.literal("tool_result"),
      tool_use_id: z.string(),
      is_error: z.boolean().default(false),
      content: maybe(Content),
    }),
    z.object({ type: z.literal("other") }),
  ])
  .catch({ type: "other" });
export type Part = z.infer<typeof Part>;

const message = z.object({ content: z.array(Part).catch([]) });
const speaker = { message, parent_tool_use_id: maybe(z.string()), error: maybe(z.string()) };

const Result = z.object({
  type: z.literal("result"),
  subtype: z.string(),
  is_error: z.boolean().default(false),
  result: maybe(z.string()),
  errors: maybe(z.array(z.string())),
  num_turns: z.number().default(0),
  stop_reason: maybe(z.string()),
  terminal_reason: maybe(z.string()),
  api_error_status: maybe(z.number()),
  permission_denials: z.array(z.object({ tool_name: z.string() })).catch([]),
  modelUsage: maybe(Models),
  model_usage_since_last_result: maybe(Models),
});
/** The end of one turn of the conversation, as the CLI says it. There can be several in one run. */
export type Result = z.infer<typeof Result>;

const StreamLine = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("system"),
    subtype: z.string(),
    claude_code_version: maybe(z.string()),
    mcp_servers: maybe(z.array(z.object({ name: z.string(), status: z.string() }))),
    model: maybe(z.string()),
    session_id: maybe(z.string()),
  }),
  z.object({ type: z.literal("assistant"), ...speaker }),
  z.object({ type: z.literal("user"), ...speaker }),
  z.object({
    type: z.literal("rate_limit_event"),
    rate_limit_info: z.object({
      status: z.string(),
      resetsAt: maybe(z.number()),
      unifiedWindows: maybe(
        z.record(z.string(), z.object({ utilization: maybe(z.number()), resetsAt: maybe(z.number()) })),
      ),
    }),
  }),
  Result,
]);
export type StreamLine = z.infer<typeof StreamLine>;

/** The messages on a line; none where it is of a kind we do not know. Undefined when it is no JSON at all. */
export function parseLine(text: string): readonly StreamLine[] | undefined {
  try {
    const value = parseJson(text);
    return (Array.isArray(value) ? value : [value]).flatMap((one) => StreamLine.safeParse(one).data ?? []);
  } catch {
    return undefined;
  }
}

const Transcript = z.discriminatedUnion("type", [
  z.object({ type: z.literal("cost-state"), modelUsage: Models }),
  z.object({
    type: z.literal("assistant"),
    message: z.object({
      id: z.string(),
      model: maybe(z.string()),
      usage: z.object({
        input_tokens: tokenCount.default(0),
        output_tokens: tokenCount.default(0),
        cache_read_input_tokens: tokenCount.default(0),
        cache_creation_input_tokens: tokenCount.default(0),
      }),
    }),
  }),
]);

/** A row of a transcript that says what was used; undefined for all the others. */
export function parseRow(text: string): z.infer<typeof Transcript> | undefined {
  try {
    return Transcript.safeParse(parseJson(text)).data;
  } catch {
    return undefined;
  }
}
