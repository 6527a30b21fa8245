import type { AgentDefinition } from "../core/contracts/agent.ts";
import type { Prices } from "../core/contracts/prices.ts";
import type { Problem } from "../core/errors.ts";
import { DAY } from "../core/text/time-units.ts";
import { parseIsoDay } from "../core/when/local-date.ts";
import { PRICES_FILE } from "./prices.ts";

/** They tell tokens and no cost. */
const PRICED_BY_TABLE = ["gptme"];
/** Prices are looked at again after so long. */
const STALE_DAYS = 180;

/** Warnings for an owner about the prices their agents are charged by. */
export function priceWarnings(agents: readonly AgentDefinition[], prices: Prices, now: number): readonly Problem[] {
  const priced = agents.filter(
    ({ backend, model }) =>
      PRICED_BY_TABLE.includes(backend.use) && backend.free !== true && model?.startsWith("local/") !== true,
  );
  const unknown = priced.filter(({ model, backend }) => model === undefined || !isKnown(model, backend.prices, prices));
  const age = Math.floor(now / DAY) - (parseIsoDay(prices.looked) ?? 0);
  const stale = `the prices were last checked on ${prices.looked}, ${age} days ago: compare them, and write the day and what has changed into the fleet's ${PRICES_FILE}`;
  return [
    ...unknown.map(({ name, model }) => ({
      file: PRICES_FILE,
      message: `no price is set for ${model === undefined ? `${name}'s model` : `${model}, which ${name} runs on`}; each session is charged its full reservation. Add it to ${PRICES_FILE} or, if it costs nothing, write "free: true" under its backend`,
    })),
    ...(priced.length > 0 && age > STALE_DAYS ? [{ file: PRICES_FILE, message: stale }] : []),
  ];
}

const isKnown = (model: string, own: unknown, prices: Prices) =>
  prices.of(model) !== undefined || (typeof own === "object" && own !== null && model in own);
