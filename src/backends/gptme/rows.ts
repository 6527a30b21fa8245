import { z } from "zod";
import { parseJson } from "../../core/text/json.ts";

/** A field that may be missing, or of another kind in another version: then it is not there. */
const maybe = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);
const tokenCount = maybe(z.int().nonnegative());

const tokens = {
  input_tokens: tokenCount,
  output_tokens: tokenCount,
  cache_read_tokens: tokenCount,
  cache_creation_tokens: tokenCount,
};

const Metadata = z.object({
  model: maybe(z.string()),
  usage: maybe(z.object(tokens)),
  // Where older versions have the tokens.
  ...tokens,
  error: maybe(z.boolean()),
  error_class: maybe(z.string()),
  max_steps_stop: maybe(z.boolean()),
});

const Row = z.object({
  role: z.enum(["system", "user", "assistant"]),
  content: z.string(),
  hide: maybe(z.boolean()),
  timestamp: maybe(z.string()),
  metadata: maybe(Metadata),
});
/** A message of the conversation, as gptme logs it and, in JSON mode, says it. */
export type Row = z.infer<typeof Row>;

const count = z.number().nonnegative().catch(0);
const Compaction = z.object({ method: z.literal("native"), tokens: z.object({ before_estimated: count }) });
/** A compaction that its provider made, as gptme logs it. */
export type Compaction = z.infer<typeof Compaction>;

const Totals = z.object({
  session_id: z.string(),
  total_input_tokens: count,
  total_output_tokens: count,
  cache_read_tokens: count,
  cache_creation_tokens: count,
});
/** Tokens of all requests of a conversation, whether they left a message or not, as gptme says at its end. */
export type Totals = z.infer<typeof Totals>;

/** A line of the log or of standard output; undefined for whatever else is printed there. */
export const parseRow = (text: string): Row | undefined => parseLine(text, Row);

/** A line of the log of compactions; undefined for one that was a message like others, and needs no counting. */
export const parseCompaction = (text: string): Compaction | undefined => parseLine(text, Compaction);

/** The line that gptme says at its end; undefined for any other. */
export const parseTotals = (text: string): Totals | undefined => parseLine(text, Totals);

function parseLine<T>(text: string, schema: z.ZodType<T>): T | undefined {
  if (!text.trimStart().startsWith("{")) return undefined;
  try {
    return schema.safeParse(parseJson(text)).data;
  } catch {
    return undefined;
  }
}
