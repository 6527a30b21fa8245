import type { Claim } from "../../contracts/claims.ts";
import type { Obligation } from "../../contracts/fleet-history.ts";
import type { Outcome, Publication } from "../../contracts/outcome.ts";
import type { Cause } from "../../contracts/run-result.ts";
import { endsItem, isFruitless, isStated, outcomeWord, sparesItem } from "../../text/outcome.ts";
import { isClaimOver } from "../../work/claim-over.ts";
import { DUTY_SOURCE } from "../../work/duty.ts";

/** So many sessions in a row may come to nothing on an item before it waits for a person. */
const MAX_ATTEMPTS = 3;

/** Not the item's doing: any other would have fared the same; or a person's wish. */
const BLAMELESS: readonly (Cause | undefined)[] = ["auth", "billing", "api_error", "unknown_model", "stopped"];

/** Reason an item cannot be held now; undefined when it can. Another revision of it is another item. */
export function whyNotTaken(claim: Claim | undefined, rev: string, now = 0): string | undefined {
  if (!claim || isClaimOver(claim, now)) return undefined;
  if (claim.state === "held") return `held by ${claim.holder}`;
  if (claim.rev !== rev || claim.state === "free") return undefined;
  return `${claim.state} at this revision: ${claim.reason}`;
}

/** State, attempts and reason of a claim after its session has ended. */
export function claimAfter(
  held: Pick<Claim, "attempts"> & Partial<Pick<Claim, "source">>,
  outcome: Outcome,
  publication: Publication,
): Pick<Claim, "state" | "attempts" | "reason"> {
  const reason = `${outcomeWord(outcome)}: ${outcome.reason}`;
  const attempts = held.attempts + 1;
  switch (meaningOf(outcome, publication)) {
    case "ends":
      return { state: "done", attempts: 0, reason };
    case "moves":
      return { state: "free", attempts: 0, reason };
    case "counts":
      // A duty ends with its due, whatever came of it.
      if (held.source === DUTY_SOURCE && isFruitless(outcome)) return { state: "done", attempts: 0, reason };
      return { state: attempts >= MAX_ATTEMPTS ? "quarantined" : "free", attempts, reason };
    case "nothing":
      return { state: "free", attempts: held.attempts, reason };
  }
}

/**
 * Meaning of a session's end for its item: it has ended, it has moved, it came to nothing once more, or nothing at all.
 */
function meaningOf(outcome: Outcome, publication: Publication): "ends" | "moves" | "counts" | "nothing" {
  if (isStated(outcome)) return publication.kind === "rescued" ? "counts" : endsItem(outcome) ? "ends" : "moves";
  return sparesItem(outcome) || BLAMELESS.includes(outcome.cause) ? "nothing" : "counts";
}

/** Obligation of the owner for an item in quarantine. */
export function quarantine({ source, item, attempts }: Claim, at: number): Obligation {
  const action = `look at ${item} (${source}): ${attempts + 1} sessions in a row had no effect on it`;
  return { key: `quarantine:${source}:${item}`, owner: "owner", action, at };
}
