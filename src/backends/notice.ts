import type { BackendEvent } from "../core/contracts/backend.ts";

/** Passes the sentence on to the agent in the backend's own way. False when that was too late; so is whatever it throws. */
type Pass = (text: string) => boolean | Promise<boolean>;

/** The word that a run's time is nearly up: passed on when it comes, and told of in the run's events. */
export class Notice implements Disposable {
  private readonly over = new AbortController();
  private readonly told: BackendEvent[] = [];

  constructor(wrapUp: AbortSignal | undefined, pass: Pass) {
    const begin = async () => {
      const text = String(wrapUp?.reason);
      const told = await tried(pass, text);
      this.told.push({ type: "wrap_up", told, text });
    };
    if (wrapUp?.aborted) void begin();
    else wrapUp?.addEventListener("abort", () => void begin(), { once: true, signal: this.over.signal });
  }

  /** Events of the word since the last call. */
  news(): readonly BackendEvent[] {
    return this.told.splice(0);
  }

  [Symbol.dispose](): void {
    this.over.abort();
  }
}

async function tried(pass: Pass, text: string): Promise<boolean> {
  try {
    return await pass(text);
  } catch {
    return false;
  }
}
