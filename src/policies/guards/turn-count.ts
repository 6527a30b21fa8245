import type { GuardEvent } from "../../core/contracts/policy.ts";

/** Counts turns: a turn is what the agent says and calls until it is answered. */
export class TurnCount {
  private answered = true;

  /** True when a turn begins with this event. */
  begins(event: GuardEvent): boolean {
    if (event.type === "tool_result") this.answered = true;
    if (event.type !== "message" && event.type !== "tool_call") return false;
    const begins = this.answered;
    this.answered = false;
    return begins;
  }
}
