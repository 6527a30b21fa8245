import type { Prices } from "../../core/contracts/prices.ts";
import type { Usage } from "../../core/contracts/run-result.ts";
import { byModel, type Share } from "../model-usage.ts";
import { NOTHING_USED } from "../nothing-used.ts";
import type { Row } from "./rows.ts";

/** Price of a model, by the name gptme gives it. */
export type PriceOf = Prices["of"];

/**
 * Usage of a conversation, by its own counts and the prices that are known: gptme's own estimate is 0 for every model
 * it does not know. One model without a price, and the run has none.
 */
export function usageOf(rows: readonly Row[], priceOf: PriceOf): Usage {
  const shares = rows.flatMap((row) => shareOf(row, priceOf) ?? []);
  if (shares.length === 0) return NOTHING_USED;
  const sum = (of: (share: Share) => number) => shares.reduce((total, share) => total + of(share), 0);
  const tokens = { inputTokens: sum(({ inputTokens }) => inputTokens), outputTokens: sum((one) => one.outputTokens) };
  const isPriced = shares.every(({ micros }) => micros !== undefined);
  return { ...tokens, ...(isPriced && { micros: Math.ceil(sum(({ micros = 0 }) => micros)) }), ...byModel(shares) };
}

function shareOf({ role, metadata }: Row, priceOf: PriceOf): Share | undefined {
  if (role !== "assistant" || !metadata) return undefined;
  const counts = metadata.usage ?? metadata;
  const { input_tokens: fresh = 0, output_tokens: output = 0 } = counts;
  const { cache_read_tokens: read = 0, cache_creation_tokens: written = 0 } = counts;
  const price = metadata.model === undefined ? undefined : priceOf(metadata.model);
  const cost = price && {
    input: fresh * price.input + read * (price.cacheRead ?? price.input) + written * (price.cacheWrite ?? price.input),
    output: output * price.output,
  };
  // Dollars per million tokens are micro-dollars per token.
  const micros = cost && { micros: cost.input + cost.output };
  return { model: metadata.model, inputTokens: fresh + read + written, outputTokens: output, ...micros };
}
