import { z } from "zod";
import { PartSchema } from "../agents/definition.ts";

/** The `waits` section of midwatch.yaml. */
export const WaitsSchema = z.strictObject({
  minutes: z.number().positive().default(10).describe("How often what an item waits for is looked at, at most"),
  resolvers: z
    .array(PartSchema)
    .default([])
    .describe("What looks at it, e.g. github: pr, issue, checks and comment; until needs nobody"),
});
