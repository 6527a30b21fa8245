import { z } from "zod";
import { parseIsoDay } from "../core/when/local-date.ts";

const dollarPrice = z.number().nonnegative();

const PriceSchema = z.strictObject({
  input: dollarPrice.describe("Dollars per million tokens of input"),
  output: dollarPrice.describe("Dollars per million tokens of output"),
  cacheRead: dollarPrice.optional().describe("The same for input read from the cache; the input's price when left out"),
  cacheWrite: dollarPrice
    .optional()
    .describe("The same for input written to the cache; the input's price when left out"),
});

/** A table of prices. */
export const PricesSchema = z.strictObject({
  looked: z
    .string()
    .refine((text) => parseIsoDay(text) !== undefined, "write a day that there is, e.g. 2026-11-26")
    .describe("The day on which they were last compared with the makers' pages; check warns 180 days after"),
  models: z.record(z.string().min(1), PriceSchema).describe("What each model costs, by its maker's name for it"),
});
