/** A refusal, as far as it may be about how often we ask. */
export interface Refused {
  readonly status: number;
  readonly headers: Pick<Headers, "get">;
  /** What GitHub says about it, in words. */
  readonly said: string;
}

/** "If no header says so, wait for at least one minute", says GitHub of its secondary limits. */
const MINUTE_MS = 60_000;

/**
 * Until when GitHub is not to be asked: by its primary limit, by a secondary one, or because it is not well. Undefined
 * when the refusal is about what was asked for.
 */
export function pauseAfter({ status, headers, said }: Refused, now: number): number | undefined {
  if (status >= 500) return now + MINUTE_MS;
  if (status !== 403 && status !== 429) return undefined;
  const after = Number(headers.get("retry-after"));
  if (after > 0) return now + after * 1000;
  const reset = Number(headers.get("x-ratelimit-reset")) * 1000;
  if (headers.get("x-ratelimit-remaining") === "0" && reset > 0) return Math.max(reset, now + 1000);
  return status === 429 || /secondary rate limit|abuse/i.test(said) ? now + MINUTE_MS : undefined;
}
