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
  metadata: maybe(Metadata),
});
/** A message of the conversation, as gptme logs it and, in JSON mode, says it. */
export type Row = z.infer<typeof Row>;

/** A line of the log or of standard output; undefined for whatever else is printed there. */
export function parseRow(text: string): Row | undefined {
  if (!text.trimStart().startsWith("{")) return undefined;
  try {
    return Row.safeParse(parseJson(text)).data;
  } catch {
    return undefined;
  }
}
