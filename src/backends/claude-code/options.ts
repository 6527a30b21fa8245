import { z } from "zod";

/** Options of this backend in an agent's file. */
export const Options = z.strictObject({
  executable: z
    .string()
    .min(1)
    .optional()
    .describe("The CLI; found on the PATH or in node_modules when left out")
    .meta({ example: "/usr/local/bin/claude" }),
  turns: z.int().positive().optional().describe("Turns after which the CLI ends the run").meta({ example: 40 }),
  dollars: z
    .number()
    .positive()
    .optional()
    .describe("Dollars, by its own price list, after which the CLI ends the run")
    .meta({ example: 0.5 }),
  retries: z.int().nonnegative().default(4).describe("How often a failed request is tried again"),
  stall: z.int().positive().default(120).describe("Seconds an answer may be silent before the request is tried again"),
  free: z
    .boolean()
    .default(false)
    .describe("Whether its runs cost nothing, as with a model on a server of your own: nothing is reserved or charged"),
  resume: z
    .enum(["never", "progress"])
    .default("never")
    .describe("Whether an item in progress is gone on with in the conversation of the agent's last session on it"),
});
export type Options = z.infer<typeof Options>;
