import { createHash } from "node:crypto";
import type { Claim } from "./contracts/ledger.ts";
import { type Candidate, TIERS, type Tier, type WorkItem } from "./contracts/work.ts";

/** What one source had on offer. */
export interface Offer {
  readonly source: string;
  readonly tier: Tier;
  readonly candidates: readonly Candidate[];
}

/** A candidate in CASCADE order: ready to be tried, or passed over with the reason. */
export interface Ranked {
  readonly item: WorkItem;
  readonly passed?: string;
}

/** All candidates, by tier, then by the order of the offers. The first that is not passed over is the one to take. */
export function cascade(offers: readonly Offer[], claims: readonly Claim[], now: number): Ranked[] {
  const claimed = new Map(claims.map((claim) => [key(claim.source, claim.item), claim]));
  return TIERS.flatMap((tier) => offers.filter((offer) => offer.tier === tier))
    .flatMap(({ source, tier, candidates }) => candidates.map((candidate) => toItem(candidate, source, tier)))
    .map((item) => rank(item, claimed.get(key(item.source, item.id)), now));
}

/** A fingerprint of everything a person could change about a candidate. */
export function revision({ title, body = "", fields = {}, state }: Candidate): string {
  const text = JSON.stringify([title, body, Object.entries(fields).sort(), state]);
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

function toItem(candidate: Candidate, source: string, tier: Tier): WorkItem {
  return { ...candidate, source, tier, rev: revision(candidate) };
}

function rank(item: WorkItem, claim: Claim | undefined, now: number): Ranked {
  const passed = whyNotReady(item) ?? whyNotFree(item, claim, now);
  return passed === undefined ? { item } : { item, passed };
}

function whyNotReady({ state, reason }: WorkItem): string | undefined {
  if (state === "ready") return undefined;
  return reason ? `${state}: ${reason}` : state;
}

function whyNotFree(item: WorkItem, claim: Claim | undefined, now: number): string | undefined {
  if (!claim) return undefined;
  if (claim.state === "held") return `held by ${claim.holder}`;
  if (claim.until > now) return `not before ${new Date(claim.until).toISOString()}: ${claim.reason}`;
  if (claim.rev !== item.rev || claim.state === "free") return undefined;
  return `${claim.state} at this revision: ${claim.reason}`;
}

const key = (source: string, item: string) => `${source}\n${item}`;
