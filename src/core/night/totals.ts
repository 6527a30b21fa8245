import { dollars } from "../budget/money.ts";
import type { Outcome } from "../contracts/outcome.ts";
import type { AgentSpending, EndingCount } from "../contracts/spending.ts";
import { counted } from "../text/wording.ts";

/** Charges of sessions, and the number of them that are a guess. */
export type Money = Pick<AgentSpending, "micros" | "guesses">;

/** All agents' together. */
export const moneyOf = (spending: readonly Money[]): Money => ({
  micros: spending.reduce((sum, { micros }) => sum + micros, 0),
  guesses: spending.reduce((sum, { guesses }) => sum + guesses, 0),
});

/** "$12.40; of 2 sessions the cost is not known: charged with what was reserved". */
export function moneyWords({ micros, guesses }: Money, reserved = 0): string {
  return `${dollars(micros)}${guessWords(guesses)}${reserved > 0 ? `; ${dollars(reserved)} more is reserved by running sessions` : ""}`;
}

/** Of how many sessions the cost is a guess; nothing where it is of none. */
export const guessWords = (guesses: number): string =>
  guesses > 0 ? `; of ${counted(guesses, "session")} the cost is not known: charged with what was reserved` : "";

/** Number of sessions whose ending fits. */
export const endingsThat = (
  endings: readonly EndingCount[],
  holds: (outcome: Pick<Outcome, "kind" | "unproven">) => boolean,
): number =>
  endings
    .filter(({ kind, unproven }) => holds({ kind, ...(unproven && { unproven }) }))
    .reduce((sum, { sessions }) => sum + sessions, 0);
