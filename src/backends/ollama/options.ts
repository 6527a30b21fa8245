import { z } from "zod";

/** Options of this backend in an agent's file. */
export const Options = z.strictObject({
  api: z
    .enum(["ollama", "openai"])
    .default("ollama")
    .describe("What the server speaks: Ollama's own API; or OpenAI's, as llama.cpp's server, vLLM and LM Studio do"),
  url: z
    .url()
    .optional()
    .describe("Where the server is; OLLAMA_HOST of the credentials, else this machine, when left out")
    .meta({ example: "http://127.0.0.1:8080" }),
  key: z
    .string()
    .min(1)
    .optional()
    .describe("The name of its key in the fleet's credentials; OLLAMA_API_KEY, or none for OpenAI's API, when left out")
    .meta({ example: "OLLAMA_API_KEY" }),
  model: z
    .string()
    .min(1)
    .optional()
    .describe("The model, where the agent's file has no model: of its own")
    .meta({ example: "qwen3:8b" }),
  context: z
    .int()
    .min(2048)
    .optional()
    .describe("Tokens of the model's window; what its server says, else 16384 or all it has, when left out")
    .meta({ example: 32768 }),
  think: z
    .union([z.boolean(), z.enum(["low", "medium", "high", "max"])])
    .optional()
    .describe("Whether, or how much, a thinking model thinks; it does when left out")
    .meta({ example: false }),
  turns: z.int().positive().default(100).describe("Replies of the model after which the run ends"),
  stall: z
    .int()
    .positive()
    .default(600)
    .describe("Seconds the server may be silent; loading and reading take their time"),
  command: z.int().positive().default(300).describe("Seconds a command of the agent may take"),
  free: z
    .boolean()
    .default(false)
    .describe("With OpenAI's API: it costs nothing, although prices.yaml has a price for a model of that name"),
  pull: z.boolean().default(false).describe("Pull the model when the server does not have it"),
});
export type Options = z.infer<typeof Options>;
