import type { BackendEvent } from "../core/contracts/backend.ts";

/** Passes the sentence on to the agent in the backend's own way. False when that was too late; so is whatever it throws. */
type Pass = (text: string) => boolean | Promise<boolean>;

type WrapUpEvent = Extract<BackendEvent, { readonly type: "wrap_up" }>;

/** The word that a run's time is nearly up: passed on when it comes, and told of in the run's events. */
export class Notice implements Disposable {
  private readonly over = new AbortController();
  private readonly told: WrapUpEvent[] = [];
  private wake = () => {};

  constructor(wrapUp: AbortSignal | undefined, pass: Pass) {
    const begin = async () => {
      const text = String(wrapUp?.reason);
      const told = await tried(pass, text);
      this.told.push({ type: "wrap_up", told, text });
      this.wake();
    };
    if (wrapUp?.aborted) void begin();
    else wrapUp?.addEventListener("abort", () => void begin(), { once: true, signal: this.over.signal });
  }

  /** Events of a run, and the word among them as soon as it was passed on, however long the run is silent. */
  async *among<T>(events: AsyncIterable<T>): AsyncIterable<T | WrapUpEvent> {
    const run = events[Symbol.asyncIterator]();
    try {
      for (let next = run.next(); ; ) {
        const event = await this.eventOrWord(next);
        yield* this.told.splice(0);
        if (event?.done) return;
        if (event === undefined) continue;
        yield event.value;
        next = run.next();
      }
    } finally {
      // Not awaited: it would wait for what a silent run says next.
      void run.return?.()?.catch(() => {});
    }
  }

  /** Nothing when the word was passed on before the run said anything. */
  private async eventOrWord<T>(next: Promise<IteratorResult<T>>): Promise<IteratorResult<T> | undefined> {
    return await new Promise((settle, fail) => {
      this.wake = () => settle(undefined);
      next.then(settle, fail);
      if (this.told.length > 0) this.wake();
    });
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
