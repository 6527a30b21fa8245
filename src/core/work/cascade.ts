import { createHash } from "node:crypto";
import type { Claim } from "../contracts/claims.ts";
import { type Candidate, type ItemRef, TIERS, type Tier, type WorkItem } from "../contracts/work.ts";
import { identityOf } from "../text/item-identity.ts";
import { isClaimOver } from "./claim-over.ts";
import { plainCandidate } from "./plain-candidate.ts";

/** Candidates of one source. */
export interface Offer {
  readonly source: string;
  readonly tier: Tier;
  readonly candidates: readonly Candidate[];
}

/** A candidate in CASCADE order: ready to be tried, or passed over with the reason. */
export interface Ranked {
  readonly item: WorkItem;
  readonly passedOverBecause?: string;
}

/** All candidates, by tier, then by the order of the offers. The first that is not passed over is the one to take. */
export function cascade(offers: readonly Offer[], claims: readonly Claim[], now: number): Ranked[] {
  const claimed = new Map(claims.map((claim) => [key({ source: claim.source, id: claim.item }), claim]));
  const items = TIERS.flatMap((tier) => offers.filter((offer) => offer.tier === tier)).flatMap(
    ({ source, tier, candidates }) => candidates.map((candidate) => toItem(candidate, source, tier)),
  );
  const known = new Map(items.map((item) => [key(item), item]));
  const asked = new Set(offers.map(({ source }) => source));
  return items.map((item) => {
    const target = item.sameAs && known.get(key(item.sameAs));
    // One revision for both: otherwise each would be new after the other had failed.
    const shared = target ? { ...item, rev: target.rev } : item;
    const stray = item.sameAs && !target && asked.has(item.sameAs.source) ? gone(item.sameAs) : undefined;
    return rank(shared, stray ?? (target && whyNotReady(target)), claimed.get(key(identityOf(item))), now);
  });
}

const gone = ({ source, id }: ItemRef) => `${id} is not open any more, says ${source}: it can be taken off the list`;

/** A fingerprint of everything a person could change about a candidate. */
export function revisionOf({ title, body = "", fields = {}, state, revision: given }: Candidate): string {
  if (given !== undefined) return given;
  const text = JSON.stringify([title, body, Object.entries(fields).sort(), state]);
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

/** The one place where an item is made, and its shown texts are made plain. */
function toItem(candidate: Candidate, source: string, tier: Tier): WorkItem {
  return { ...plainCandidate(candidate), source, tier, rev: revisionOf(candidate) };
}

function rank(item: WorkItem, elsewhere: string | undefined, claim: Claim | undefined, now: number): Ranked {
  const passedOverBecause = whyNotReady(item) ?? elsewhere ?? whyNotFree(item, claim, now);
  return passedOverBecause === undefined ? { item } : { item, passedOverBecause };
}

function whyNotReady({ state, reason }: WorkItem): string | undefined {
  if (state === "ready") return undefined;
  return reason ? `${state}: ${reason}` : state;
}

function whyNotFree(item: WorkItem, claim: Claim | undefined, now: number): string | undefined {
  if (!claim || isClaimOver(claim, now)) return undefined;
  if (claim.state === "held") return `held by ${claim.holder}${untilWhen(claim)}`;
  if (claim.until > now) return `not before ${new Date(claim.until).toISOString()}: ${claim.reason}`;
  if (claim.rev !== item.rev || claim.state === "free") return undefined;
  return `${claim.state} at this revision: ${claim.reason}`;
}

const untilWhen = ({ until }: Claim) => (until > 0 ? ` until ${new Date(until).toISOString()}` : "");

const key = ({ source, id }: ItemRef) => `${source}\n${id}`;
