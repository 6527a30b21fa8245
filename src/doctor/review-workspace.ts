import type { ReviewWorkspace } from "../core/contracts/review.ts";
import { review } from "./review.ts";
import { survey } from "./survey.ts";

/** Kinds of findings that say something of a clone that was just made, and not of its owner. */
const OF_A_CLONE = ["unpushed-work", "detached-head", "stale-lock", "untracked-files"];

/** The same review that `midwatch doctor` prints. */
export const reviewWorkspace: ReviewWorkspace = async ({ folder, isFresh, name = folder }) => {
  const findings = review({ ...(await survey(folder)), folder: name });
  return isFresh ? findings.filter(({ kind }) => !OF_A_CLONE.includes(kind)) : findings;
};
