import type { Cause } from "../../contracts/backend.ts";
import type { Claim, Obligation } from "../../contracts/ledger.ts";
import type { Outcome, OutcomeKind, Publication } from "../../contracts/session.ts";

/** So many sessions in a row may come to nothing on an item before it waits for a person. */
const PATIENCE = 3;

const SETTLED: readonly OutcomeKind[] = ["done", "waiting", "blocked", "not-viable"];
/** Not the item's doing: any other would have fared the same. */
const BLAMELESS: readonly (Cause | undefined)[] = ["auth", "billing", "api_error", "unknown_model"];
const FRUITLESS: readonly OutcomeKind[] = ["no-effect", "failed", "crashed"];

/** Why an item cannot be held now; undefined when it can. Another revision of it is another item. */
export function whyNotTaken(claim: Claim | undefined, rev: string): string | undefined {
  if (!claim) return undefined;
  if (claim.state === "held") return `held by ${claim.holder}`;
  if (claim.rev !== rev || claim.state === "free") return undefined;
  return `${claim.state} at this revision: ${claim.reason}`;
}

/** What a claim becomes when its session ends. Work that could not be merged has not ended the item. */
export function claimAfter(
  held: Pick<Claim, "attempts">,
  { kind, reason, cause }: Outcome,
  publication: Publication,
): Pick<Claim, "state" | "attempts" | "reason"> {
  const unmerged = publication.kind === "rescued";
  if (kind === "failed" && BLAMELESS.includes(cause))
    return { state: "free", attempts: held.attempts, reason: `${kind}: ${reason}` };
  if (SETTLED.includes(kind) && !unmerged) return { state: "done", attempts: 0, reason: `${kind}: ${reason}` };
  if (!FRUITLESS.includes(kind) && !(SETTLED.includes(kind) && unmerged))
    return { state: "free", attempts: 0, reason: `${kind}: ${reason}` };
  const attempts = held.attempts + 1;
  return { state: attempts >= PATIENCE ? "quarantined" : "free", attempts, reason: `${kind}: ${reason}` };
}

/** What a person is asked when an item is in quarantine. */
export function quarantine({ source, item, attempts }: Claim, at: number): Obligation {
  const action = `look at ${item} (${source}): ${attempts + 1} sessions in a row came to nothing on it`;
  return { key: `quarantine:${source}:${item}`, owner: "owner", action, at };
}
