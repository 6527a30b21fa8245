import type { Sent } from "../contracts/channel.ts";
import type { Delivery } from "../contracts/outbox.ts";
import { DAY } from "../text/time-units.ts";

const FIRST_RETRY_MS = 30_000;
const LEAST_MS = 250;
const MAX_RETRY_MS = 3_600_000;
/** With a second channel at hand, a letter does not wait long for the first. */
const SHORT_MS = 10 * 60_000;

export type RetryDecision = { readonly kind: "again"; readonly next: number } | { readonly kind: "over" };

/** A channel that says when to come back is believed so often; then we wait as well. */
const BELIEVED = 5;

/**
 * Next step for a letter that has not arrived: again after half a minute, then twice as long after each attempt, up
 * to an hour, never before a channel has said so; for a day, or for ten minutes where another channel can have it.
 */
export function retryAfter(delivery: Delivery, sent: Exclude<Sent, { kind: "sent" }>, now: number): RetryDecision {
  if (sent.kind === "refused") return { kind: "over" };
  const { retryAt } = sent;
  const wait = Math.min(FIRST_RETRY_MS * 2 ** delivery.attempts, MAX_RETRY_MS);
  const isBelieved = retryAt !== undefined && delivery.attempts < BELIEVED;
  const next = Math.max(retryAt ?? 0, isBelieved ? now + LEAST_MS : now + wait);
  const end = delivery.since + (delivery.fallback === undefined ? DAY : SHORT_MS);
  return next > Math.min(end, delivery.until ?? end) ? { kind: "over" } : { kind: "again", next };
}
