import type { Outcome, OutcomeKind, Publication } from "../contracts/outcome.ts";

/** Part of an outcome that the questions below are about. */
type Ended = Pick<Outcome, "kind" | "unproven">;

/**
 * Meaning of each ending. Every screen, count and rule asks one of the questions below, and nothing else keeps a list:
 * - fruitful: something to show for it
 * - resting: its item has come to rest, and needs a person or something else
 * - quiet: it looked, and there was nothing
 * - fruitless: nothing came of it
 * - postponed: not now, and nobody's fault
 * - cut short: a person, a guard or a limit has ended it
 * - failure: it did not work
 */
const MEANING = {
  done: "fruitful",
  progress: "fruitful",
  waiting: "resting",
  blocked: "resting",
  "not-viable": "resting",
  nothing: "quiet",
  idle: "quiet",
  "no-effect": "fruitless",
  deferred: "postponed",
  stopped: "cut short",
  failed: "failure",
  crashed: "failure",
  unfit: "failure",
} as const satisfies Readonly<Record<OutcomeKind, string>>;

/** Outcome a session is counted as: one that has nothing to show for what it says had no effect. */
export const countsAs = ({ kind, unproven }: Ended): OutcomeKind => (unproven === true ? "no-effect" : kind);

const meaningOf = (outcome: Ended) => MEANING[countsAs(outcome)];

/** It did not work, and a person may have to do something about it. */
export const isFailure = (outcome: Ended): boolean => meaningOf(outcome) === "failure";

/** A person or a guard has stopped it before its end. */
export const isCutShort = (outcome: Ended): boolean => meaningOf(outcome) === "cut short";

/** There is something to show for it. */
export const isFruitful = (outcome: Ended): boolean => meaningOf(outcome) === "fruitful";

/** It ran, and nothing came of it. */
export const isFruitless = (outcome: Ended): boolean => meaningOf(outcome) === "fruitless";

/** It looked, and there was nothing to do. */
export const isQuiet = (outcome: Ended): boolean => meaningOf(outcome) === "quiet";

/** It says that something came of it: that needs a proof. */
export const needsProof = ({ kind }: Ended): boolean => MEANING[kind] === "fruitful";

/** It never came to its backend. */
export const hasNeverRun = ({ kind }: Ended): boolean => kind === "idle" || kind === "unfit";

/** True when its cost and time say something about what the next session takes. */
export const isTypical = ({ kind }: Ended): boolean => kind !== "crashed" && kind !== "unfit" && kind !== "stopped";

/** It was let to its end, on work that there was: it counts when it is asked how often nothing comes of an agent. */
export const hasTried = (outcome: Ended): boolean =>
  outcome.kind !== "unfit" && !isQuiet(outcome) && !isCutShort(outcome) && outcome.kind !== "deferred";

/** True when its end is its agent's doing: no power cut's, no provider's, no person's, and not for want of work. */
export const isAgentsDoing = ({ cause, kind }: Pick<Outcome, "kind"> & { readonly cause: Outcome["cause"] | null }) =>
  kind === "stopped" ? cause !== "stopped" : kind !== "crashed" && hasTried({ kind });

/** The agent has said what became of its item, and may be believed. */
export const isStated = (outcome: Ended): boolean =>
  isFruitful(outcome) || meaningOf(outcome) === "resting" || outcome.kind === "nothing";

/** Its item has come to its end: it is not offered again at this revision. */
export const endsItem = (outcome: Ended): boolean => isStated(outcome) && outcome.kind !== "progress";

/** It says nothing of its item's worth: the next session has the same chances. */
export const sparesItem = ({ kind }: Ended): boolean => kind === "deferred" || hasNeverRun({ kind });

/** No sign that its agent lives, and none that it does not. */
export const isSilent = ({ kind }: Ended): boolean => kind === "deferred" || kind === "stopped";

/** Every kind of ending, as people write it. */
export const OUTCOME_KINDS = Object.keys(MEANING) as readonly OutcomeKind[];

/** The kinds that a question is answered with yes for, as SQL wants them. */
export const kindsThat = (holds: (outcome: Ended) => boolean): string =>
  JSON.stringify(OUTCOME_KINDS.filter((kind) => holds({ kind })));

/** "done", or "done, unproven": how a session ended, wherever it is told. */
export const outcomeWord = ({ kind, unproven }: Ended): string => (unproven === true ? `${kind}, unproven` : kind);

/**
 * The same, with where its work is when that is not where it should be: "done, unmerged" is done, and not on the
 * branch; "done, unpublished" is on its way; "done, withdrawn" was there, and has been taken off.
 */
export function endingWord(outcome: Ended, publication?: Publication): string {
  const off = publication && isStated(outcome) ? OFF_BRANCH[publication.kind] : undefined;
  return off === undefined ? outcomeWord(outcome) : `${outcomeWord(outcome)}, ${off}`;
}

const OFF_BRANCH: Readonly<Record<Publication["kind"], string | undefined>> = {
  published: undefined,
  none: undefined,
  pending: "unpublished",
  rescued: "unmerged",
  withdrawn: "withdrawn",
};

/** There is work, and it is not where it should be. */
export const isOffBranch = ({ kind }: Publication): boolean => OFF_BRANCH[kind] !== undefined;
