/** No word for so long is none: a remote that accepts and never speaks must not hold a session. Progress is one. */
const SILENCE_MS = 300_000;
/** Milliseconds a git that was told to end has for it: processes of a remote's hook can hold its pipes for ever. */
const STALL_GRACE_MS = 5_000;

/** Ends a transfer that says nothing any more, or whose session is told to stop, whatever still holds its pipes. */
export class TransferWatch {
  /** Aborts when the transfer is to end; the reason says why. */
  readonly over: AbortSignal;
  private readonly silence = new AbortController();
  private readonly silenceMs: number;
  private readonly graceMs: number;
  private waiting: NodeJS.Timeout | undefined;
  private ending: NodeJS.Timeout | undefined;

  constructor(signal: AbortSignal | undefined, { silenceMs = SILENCE_MS, graceMs = STALL_GRACE_MS } = {}) {
    this.silenceMs = silenceMs;
    this.graceMs = graceMs;
    this.over = AbortSignal.any([this.silence.signal, ...(signal ? [signal] : [])]);
    this.heard();
  }

  /** Something was said: it is waited for anew. */
  readonly heard = (): void => {
    clearTimeout(this.waiting);
    const seconds = Math.round(this.silenceMs / 1000);
    const silent = () => this.silence.abort(new Error(`fatal: the remote has not answered for ${seconds} seconds`));
    this.waiting = setTimeout(silent, this.silenceMs);
  };

  /** Result of the transfer. Rejects with the reason soon after the transfer was to end. */
  async outcomeOf<T>(transfer: Promise<T>): Promise<T> {
    try {
      return await Promise.race([transfer, this.givenUp()]);
    } catch (thrown) {
      throw this.silence.signal.aborted ? this.silence.signal.reason : thrown;
    } finally {
      for (const timer of [this.waiting, this.ending]) clearTimeout(timer);
    }
  }

  private givenUp(): Promise<never> {
    return new Promise((_, reject) => {
      const giveUp = () => {
        this.ending = setTimeout(() => reject(this.over.reason as Error), this.graceMs);
      };
      if (this.over.aborted) giveUp();
      else this.over.addEventListener("abort", giveUp, { once: true });
    });
  }
}
