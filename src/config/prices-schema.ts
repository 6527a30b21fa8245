import { z } from "zod";
import { PriceSchema } from "../core/text/price-schema.ts";
import { parseIsoDay } from "../core/when/local-date.ts";

/** A table of prices. */
export const PricesSchema = z.strictObject({
  looked: z
    .string()
    .refine((text) => parseIsoDay(text) !== undefined, "write a day that there is, e.g. 2026-11-26")
    .describe("The day on which they were last compared with the makers' pages; check warns 180 days after"),
  models: z.record(z.string().min(1), PriceSchema).describe("What each model costs, by its maker's name for it"),
});
