import type { Clock } from "../contracts/clock.ts";
import { MidwatchError } from "../errors.ts";

/** Milliseconds; twice the longest time that an option of a part may name: a later answer never comes. */
const LONGEST_ANSWER_MS = 20 * 60_000;
/** Milliseconds for a part that was told to stop, to clear away its beginnings. */
const LONGEST_STOP_MS = 10_000;

const RIGHT = "right would be a promise that settles, and soon once its signal aborts";

interface Asked {
  readonly clock: Clock;
  /** The method of which part of which plugin. */
  readonly what: string;
  /** Left out where the method is given none. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Settles as `promised` does. Rejects with an error that names `what` when that takes too long: no part is waited for
 * for ever.
 */
export async function settledInTime<T>(promised: PromiseLike<T>, { clock, what, signal }: Asked): Promise<T> {
  const over = new AbortController();
  const late = async () => {
    await clock.sleep(LONGEST_ANSWER_MS, over.signal);
    throw new MidwatchError(`${what} has not answered within ${LONGEST_ANSWER_MS / 60_000} minutes: ${RIGHT}`);
  };
  const unheeded = async (stop: AbortSignal) => {
    await aborted(stop, over.signal);
    await clock.sleep(LONGEST_STOP_MS, over.signal);
    throw new MidwatchError(
      `${what} is still running ${LONGEST_STOP_MS / 1000} seconds after it was told to stop: ${RIGHT}`,
    );
  };
  try {
    return await Promise.race([promised, late(), ...(signal ? [unheeded(signal)] : [])]);
  } finally {
    over.abort();
  }
}

/** Settles with the stop, or never: nothing of it is left when the call is over. */
const aborted = (stop: AbortSignal, over: AbortSignal): Promise<void> =>
  new Promise((done) => {
    if (stop.aborted) done();
    else stop.addEventListener("abort", () => done(), { once: true, signal: over });
  });
