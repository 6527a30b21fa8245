import type { Clock } from "../index.ts";

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** A clock that moves only when it is told to. Whoever sleeps on it wakes when it has been moved far enough. */
export class FakeClock implements Clock {
  private time: number;
  private sleepers: readonly Sleeper[] = [];
  private watchers: readonly (() => void)[] = [];

  constructor(time: number) {
    this.time = time;
  }

  now(): number {
    return this.time;
  }

  /** Wakes when the clock has been moved far enough; rejects when `signal` aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((done, fail) => {
      if (signal.aborted) return fail(signal.reason as Error);
      const abort = () => {
        this.sleepers = this.sleepers.filter((other) => other !== sleeper);
        fail(signal.reason as Error);
      };
      const wake = () => {
        signal.removeEventListener("abort", abort);
        done();
      };
      const sleeper = { until: this.time + ms, wake };
      signal.addEventListener("abort", abort, { once: true });
      this.sleepers = [...this.sleepers, sleeper];
      for (const tell of this.watchers) tell();
      this.watchers = [];
    });
  }

  /** The longest a real clock would wait: after so much, nobody is still backing off. */
  backOff(attempt: number, signal: AbortSignal): Promise<void> {
    return this.sleep(100 * 2 ** attempt, signal);
  }

  /** Moves the time, and wakes those whose time has come, in the order in which it came. */
  advance(ms: number): void {
    this.time += ms;
    const due = this.sleepers.filter(({ until }) => until <= this.time);
    this.sleepers = this.sleepers.filter(({ until }) => until > this.time);
    for (const { wake } of due.toSorted((a, b) => a.until - b.until)) wake();
  }

  /** Resolves when anything sleeps on it: at once, or as soon as the next one begins to. */
  sleeping(): Promise<void> {
    if (this.sleepers.length > 0) return Promise.resolve();
    return new Promise((done) => {
      this.watchers = [...this.watchers, done];
    });
  }
}
