import type { Clock } from "../../core/contracts/clock.ts";
import { Stalled } from "./failure.ts";

/** Time to wait for a sign of life, and the clock that measures it. */
export interface Patience {
  readonly clock: Clock;
  readonly seconds: number;
}

/** A promise, or Stalled. */
export async function inTime<T>(pending: Promise<T>, { clock, seconds }: Patience): Promise<T> {
  const over = new AbortController();
  const bell = clock.sleep(seconds * 1000, over.signal).then(() => {
    throw new Stalled(`the server has sent nothing for ${seconds} seconds`);
  });
  bell.catch(() => {});
  try {
    return await Promise.race([pending, bell]);
  } finally {
    over.abort();
  }
}

/** Each part as it comes; throws Stalled when none comes in time. */
export async function* eachInTime<T>(coming: AsyncIterable<T>, patience: Patience): AsyncIterable<T> {
  const iterator = coming[Symbol.asyncIterator]();
  for (;;) {
    const next = await inTime(iterator.next(), patience);
    if (next.done) return;
    yield next.value;
  }
}
