import { z } from "zod";

/** A swappable part in a file: `use: name`, the rest are its options. */
export const PartSchema = z.looseObject({ use: z.string() });

/** The front matter of an agent's file. */
export const AgentSchema = z.strictObject({
  /** One sentence: what it is for; the title of its duty. */
  description: z.string().min(1),
  /** Which of the fleet's workspaces it works in; may be left out when there is one. */
  workspace: z.string().optional(),
  backend: PartSchema,
  /** What it takes: names of sources, and `duty` when being due is work in itself. Left out: every source. */
  work: z.union([z.string().transform((name) => [name]), z.array(z.string()).min(1)]).optional(),
  limits: z
    .strictObject({
      minutes: z
        .number()
        .positive()
        .max(24 * 60)
        .default(30),
    })
    .default({ minutes: 30 }),
});
