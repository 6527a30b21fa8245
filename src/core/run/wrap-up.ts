import type { BackendEvent } from "../contracts/backend.ts";
import { wrapUpFor } from "../text/wrap-up.ts";

/** The word to a run that its time is nearly up: by its own deadline, or by a guard, whichever comes first. */
export class WrapUp {
  private readonly controller = new AbortController();
  private isAnswered = false;

  constructor(deadline: number, noticed: AbortSignal) {
    const { after, text } = wrapUpFor(deadline);
    AbortSignal.timeout(Math.floor(after)).addEventListener("abort", () => this.controller.abort(text), { once: true });
    noticed.addEventListener("abort", () => this.controller.abort(noticed.reason), { once: true });
  }

  /** Aborts when it is time; the reason is a sentence for the agent. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /**
   * Takes note that the backend told the agent. Answers with "not told" at the end of a run whose backend said nothing.
   */
  hear(event: BackendEvent): BackendEvent | undefined {
    if (event.type === "wrap_up") this.isAnswered = true;
    if (event.type !== "finished" || this.isAnswered || !this.signal.aborted) return undefined;
    return { type: "wrap_up", told: false, text: String(this.signal.reason) };
  }
}
