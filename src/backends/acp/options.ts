import { z } from "zod";

/** Options of this backend in an agent's file. */
export const Options = z.strictObject({
  run: z
    .array(z.string())
    .min(1, "name the agent's program, e.g. [opencode, acp]")
    .describe('A program that speaks the Agent Client Protocol on its standard streams; "./x" is relative to the file')
    .meta({ example: ["gemini", "--experimental-acp"] }),
  credentials: z
    .array(z.string())
    .default([])
    .describe("Names in the fleet's credential file that the agent gets")
    .meta({ example: ["GEMINI_API_KEY"] }),
  free: z
    .boolean()
    .default(false)
    .describe("Whether its runs cost nothing, as with a model on a server of your own: nothing is reserved or charged"),
  answer: z.int().positive().default(60).describe("Seconds it may take to start a session"),
});
export type Options = z.infer<typeof Options>;
