import { z } from "zod";
import { PriceSchema } from "../../core/text/price-schema.ts";

/** Options of this backend in an agent's file. */
export const Options = z.strictObject({
  executable: z.string().min(1).default("gptme").describe('The program; "./x" is relative to the agent\'s file'),
  native: z
    .boolean()
    .optional()
    .describe("Whether gptme's own settings, context and tools are in force; left out: where there is a gptme.toml")
    .meta({ example: false }),
  steps: z.int().positive().optional().describe("Model steps after which gptme ends the run").meta({ example: 50 }),
  system: z
    .enum(["full", "full-noexamples", "short"])
    .optional()
    .describe("gptme's own system prompt; left out: as gptme.toml says where that is in force, else full")
    .meta({ example: "short" }),
  baseUrl: z
    .url()
    .optional()
    .describe("An OpenAI-compatible server, for models named local/…")
    .meta({ example: "http://127.0.0.1:8080/v1" }),
  retries: z.int().nonnegative().default(4).describe("How often a failed request is tried again"),
  stall: z.int().positive().default(300).describe("Seconds a request may take before it is given up"),
  free: z
    .boolean()
    .default(false)
    .describe("Whether its runs cost nothing, as with a model on a server of your own: nothing is reserved or charged"),
  prices: z
    .record(z.string(), PriceSchema)
    .default({})
    .describe("What models cost, by the names gptme gives them; for any other, prices.yaml is used"),
});
export type Options = z.infer<typeof Options>;
