/** The time, and ways to wait: nothing else of a part waits or asks what time it is. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after so many milliseconds. Rejects with the reason of `signal` when that aborts first. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Waits a random time that grows with the attempts (full jitter), so that many hosts do not retry in step. */
  backOff(attempt: number, signal: AbortSignal): Promise<void>;
}
