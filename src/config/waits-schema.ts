import { z } from "zod";
import { partFor } from "../agents/definition.ts";

/** The `waits` section of midwatch.yaml. */
export const WaitsSchema = z.strictObject({
  minutes: z.number().positive().default(10).describe("How often a wait is checked, at most"),
  resolvers: z
    .array(partFor("waitResolver"))
    .prefault([])
    .describe("The part that checks it, e.g. github: pr, issue, checks and comment; until needs none"),
});
