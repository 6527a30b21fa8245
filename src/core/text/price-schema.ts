import { z } from "zod";
import type { Price } from "../contracts/prices.ts";

const dollarPrice = z.number().nonnegative();

/** Schema of a model's price, in a fleet's table and in the options of a backend. */
export const PriceSchema = z.strictObject({
  input: dollarPrice.describe("Dollars per million tokens of input"),
  output: dollarPrice.describe("Dollars per million tokens of output"),
  cacheRead: dollarPrice.optional().describe("The same for input read from the cache; the input's price when left out"),
  cacheWrite: dollarPrice
    .optional()
    .describe("The same for input written to the cache; the input's price when left out"),
}) satisfies z.ZodType<Price>;
