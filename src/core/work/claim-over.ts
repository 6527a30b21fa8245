import type { Claim } from "../contracts/claims.ts";

/** True for a claim of a person's that was made for a time, once that is over: it is as good as none. */
export const isClaimOver = ({ state, session, until }: Claim, now: number): boolean =>
  state === "held" && session === null && until > 0 && until <= now;
