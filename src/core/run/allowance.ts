import { dollars } from "../budget/money.ts";
import type { GuardPolicy } from "../contracts/policy.ts";
import { allow, refuse } from "../text/verdict.ts";

/**
 * Stops a run that has cost more than is reserved for it. Knows what the backend says while it runs: one that tells its
 * cost only at its end is not stopped by this.
 */
export const allowanceOf = (micros: number): GuardPolicy => ({
  cause: "spend",
  guard: () => (event) => {
    const spent = event.type === "usage" ? (event.usage.micros ?? 0) : 0;
    return spent <= micros
      ? allow
      : refuse(`it had cost ${dollars(spent)}, more than the ${dollars(micros)} reserved for it`);
  },
});
