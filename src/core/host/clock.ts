import { setTimeout as wait } from "node:timers/promises";
import type { Clock } from "../contracts/clock.ts";

const FIRST_RETRY_MS = 100;
const MAX_RETRY_MS = 8_000;

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => wait(ms, undefined, { signal }),
  backOff: (attempt, signal) => {
    const most = Math.min(FIRST_RETRY_MS * 2 ** attempt, MAX_RETRY_MS);
    return wait(Math.random() * most, undefined, { signal });
  },
};

/** The machine's clock for a limit: a process that waits for nothing else ends, and says so, before the limit is over. */
export const limitClock: Clock = {
  ...systemClock,
  sleep: (ms, signal) => wait(ms, undefined, { signal, ref: false }),
};
