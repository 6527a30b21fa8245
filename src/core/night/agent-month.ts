import type { EndingCount } from "../contracts/spending.ts";
import { isFruitful, isFruitless, isQuiet } from "../text/outcome.ts";
import { endingsThat, type Money, moneyOf } from "./totals.ts";

/** Endings and cost of an agent's sessions of a month. */
export interface AgentMonth {
  readonly sessions: number;
  /** Sessions that had something to do: the rates are of these. */
  readonly withWork: number;
  /** Sessions with something to show for it. */
  readonly fruitful: number;
  /** Sessions that had no effect, or nothing to show for what they said. */
  readonly fruitless: number;
  /** Micro-dollars. */
  readonly micros: number;
  /** Of so many sessions the cost is not known: they are charged with what was reserved. */
  readonly guesses: number;
}

/** Days of an agent's month. */
export const MONTH_DAYS = 30;

/** The month of one agent, by its endings. Pure. */
export function monthOf(endings: readonly (EndingCount & Money)[]): AgentMonth {
  const sessions = endingsThat(endings, () => true);
  return {
    sessions,
    withWork: sessions - endingsThat(endings, isQuiet),
    fruitful: endingsThat(endings, isFruitful),
    fruitless: endingsThat(endings, isFruitless),
    ...moneyOf(endings),
  };
}
