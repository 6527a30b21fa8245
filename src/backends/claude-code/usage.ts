import type { Prices } from "../../core/contracts/prices.ts";
import type { Usage } from "../../core/contracts/run-result.ts";
import { byModel, type Share, withoutEarlier } from "../model-usage.ts";
import { NOTHING_USED } from "../nothing-used.ts";
import { type Models, parseRow, type Result } from "./lines.ts";

type PriceOf = Prices["of"];

/** Dollars as the CLI counts them, in whole micro-dollars. */
const toMicros = (dollars: number): number => Math.round(dollars * 1_000_000);

/**
 * Usage of a run, over all its results. The CLI's totals go on counting over a resumed session, so each result's own
 * share is what counts; a version that does not say it counts the conversation it has gone on from once more.
 */
export function usageOf(results: readonly Result[], priceOf: PriceOf = () => undefined): Usage {
  const shares = results.map((result) => result.model_usage_since_last_result).filter((share) => share !== undefined);
  if (shares.length > 0) return sum(shares, priceOf);
  const last = results.at(-1);
  return last?.modelUsage ? sum([last.modelUsage], priceOf) : NOTHING_USED;
}

/**
 * Usage in a transcript, when the CLI could not say it: its own count where it wrote one, else the tokens, and their
 * price where every model has one. A resumed conversation begins with the messages of the earlier one, and counts on
 * from there.
 */
export function usageInTranscript(
  rows: Iterable<string>,
  earlier: Iterable<string> = [],
  priceOf: PriceOf = () => undefined,
): Usage {
  const [whole, before] = [countIn(rows, priceOf), countIn(earlier, priceOf)];
  if (whole.counted)
    return before.counted
      ? minus(sum([whole.counted], priceOf), sum([before.counted], priceOf))
      : sum([whole.counted], priceOf);
  const own = [...whole.messages].filter(([id]) => !before.messages.has(id));
  const shares = own.map(([, share]) => share);
  const [first = NOTHING_USED, ...more] = shares.map(countsOf);
  return { ...more.reduce(plus, first), ...byModel(shares) };
}

function countIn(rows: Iterable<string>, priceOf: PriceOf) {
  let counted: Models | undefined;
  const messages = new Map<string, Share>();
  for (const text of rows) {
    const row = parseRow(text);
    if (row?.type === "cost-state") counted = row.modelUsage;
    if (row?.type === "assistant") messages.set(row.message.id, usageOfMessage(row.message, priceOf));
  }
  return { counted, messages };
}

/** Never less than nothing: a transcript's writer could write any count. */
const minus = (a: Usage, b: Usage): Usage => ({
  inputTokens: Math.max(0, a.inputTokens - b.inputTokens),
  outputTokens: Math.max(0, a.outputTokens - b.outputTokens),
  ...(a.micros !== undefined && b.micros !== undefined && { micros: Math.max(0, a.micros - b.micros) }),
  ...withoutEarlier(a, b),
});

/** A price the CLI had to guess is no price: then it is the owner's that counts. */
function sum(shares: readonly Models[], priceOf: PriceOf = () => undefined): Usage {
  const named = shares.flatMap((share) => Object.entries(share));
  const costs = named.map(([name, model]) =>
    model.costBasis === "unknown" ? costAt(priceOf(name), model) : model.costUSD,
  );
  const dollars = costs.reduce<number | undefined>(
    (total, cost) => (total !== undefined && cost !== undefined ? total + cost : undefined),
    0,
  );
  const used = named.map(([name, model], at) => modelShare(name, model, costs[at]));
  return {
    ...used.reduce(plusTokens, NOTHING_USED),
    ...(dollars !== undefined && { micros: toMicros(dollars) }),
    ...byModel(used),
  };
}

const modelShare = (model: string, used: Models[string], cost: number | undefined): Share => ({
  model,
  inputTokens: used.inputTokens + used.cacheReadInputTokens + used.cacheCreationInputTokens,
  outputTokens: used.outputTokens,
  ...(cost !== undefined && { micros: toMicros(cost) }),
});

/** In dollars; undefined where no price is known. */
function costAt(price: ReturnType<PriceOf>, used: Models[string]): number | undefined {
  if (!price) return undefined;
  const { input, output, cacheRead = input, cacheWrite = input } = price;
  const read =
    used.inputTokens * input + used.cacheReadInputTokens * cacheRead + used.cacheCreationInputTokens * cacheWrite;
  return (read + used.outputTokens * output) / 1_000_000;
}

const countsOf = ({ inputTokens, outputTokens, micros }: Share): Usage => ({
  inputTokens,
  outputTokens,
  ...(micros !== undefined && { micros }),
});

const plusTokens = (a: Usage, b: Share): Usage => ({
  inputTokens: a.inputTokens + b.inputTokens,
  outputTokens: a.outputTokens + b.outputTokens,
});

const plus = (a: Usage, b: Usage): Usage => ({
  ...plusTokens(a, b),
  ...(a.micros !== undefined && b.micros !== undefined && { micros: a.micros + b.micros }),
});

type Message = Extract<NonNullable<ReturnType<typeof parseRow>>, { readonly type: "assistant" }>["message"];

function usageOfMessage({ model, usage }: Message, priceOf: PriceOf): Share {
  const { input_tokens: fresh, output_tokens: output } = usage;
  const { cache_read_input_tokens: read, cache_creation_input_tokens: written } = usage;
  const tokens = { model, inputTokens: fresh + read + written, outputTokens: output };
  const price = model === undefined ? undefined : priceOf(model);
  if (!price) return tokens;
  const { input, cacheRead = input, cacheWrite = input } = price;
  // Dollars per million tokens are micro-dollars per token.
  return {
    ...tokens,
    micros: Math.ceil(fresh * input + read * cacheRead + written * cacheWrite + output * price.output),
  };
}
