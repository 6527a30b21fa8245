import { z } from "zod";
import type { Price } from "../contracts/prices.ts";

const dollarPrice = z.number().nonnegative();

/** Schema of a model's price, in a fleet's table and in the options of a backend. */
export const PriceSchema = z.strictObject({
  input: dollarPrice.describe("Dollars per million tokens of input").meta({ example: 3 }),
  output: dollarPrice.describe("Dollars per million tokens of output").meta({ example: 15 }),
  cacheRead: dollarPrice
    .optional()
    .describe("The same for input read from the cache; the input's price when left out")
    .meta({ example: 0.3 }),
  cacheWrite: dollarPrice
    .optional()
    .describe("The same for input written to the cache; the input's price when left out")
    .meta({ example: 3.75 }),
}) satisfies z.ZodType<Price>;
