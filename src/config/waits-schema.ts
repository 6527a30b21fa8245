import { z } from "zod";
import { PartSchema } from "../agents/definition.ts";

/** The `waits` section of midwatch.yaml. */
export const WaitsSchema = z.strictObject({
  minutes: z.number().positive().default(10).describe("How often a wait is checked, at most"),
  resolvers: z
    .array(PartSchema)
    .default([])
    .describe("The part that checks it, e.g. github: pr, issue, checks and comment; until needs none"),
});
