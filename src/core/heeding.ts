import type { Clock } from "./contracts/host.ts";

/** How long a run may go on after it was told to stop: more than every backend needs to make its tree end. */
const GRACE_MS = 60_000;

/** The events of a run. Rejects when it goes on long after it was told to stop: no backend may hold a session for ever. */
export async function* heeding<T>(events: AsyncIterable<T>, stop: AbortSignal, clock: Clock): AsyncIterable<T> {
  const over = new AbortController();
  const deaf = outlasted(stop, clock, over.signal);
  const iterator = events[Symbol.asyncIterator]();
  try {
    while (true) {
      const next = await Promise.race([iterator.next(), deaf]);
      if (next.done) return;
      yield next.value;
    }
  } finally {
    over.abort();
    // Not awaited: a run that does not stop does not return either.
    void iterator.return?.()?.catch(() => {});
  }
}

function outlasted(stop: AbortSignal, clock: Clock, over: AbortSignal): Promise<never> {
  return new Promise((_, fail) => {
    const wait = () => {
      const deafness = new Error(`it goes on, ${GRACE_MS / 1000} seconds after it was told to stop`);
      clock.sleep(GRACE_MS, over).then(
        () => fail(deafness),
        () => {},
      );
    };
    if (stop.aborted) wait();
    else stop.addEventListener("abort", wait, { once: true, signal: over });
  });
}
