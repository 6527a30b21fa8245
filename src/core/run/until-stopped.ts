import type { Clock } from "../contracts/clock.ts";

/** Milliseconds that a run may go on after it was told to stop: more than every backend needs to end its processes. */
const STOP_GRACE_MS = 60_000;

/** Events of a run. Rejects when it goes on long after it was told to stop: no backend may hold a session for ever. */
export async function* untilStopped<T>(events: AsyncIterable<T>, stop: AbortSignal, clock: Clock): AsyncIterable<T> {
  const over = new AbortController();
  const run: { overrun?: Error; fail(overrun: Error): void } = { fail() {} };
  outlasted(stop, clock, over.signal, (overrun) => {
    run.overrun = overrun;
    run.fail(overrun);
  });
  const iterator = events[Symbol.asyncIterator]();
  try {
    while (!run.overrun) {
      // Not a race with one promise for all of the run: that would keep every event it ever lost to.
      const next = await new Promise<IteratorResult<T>>((settle, fail) => {
        run.fail = fail;
        iterator.next().then(settle, fail);
      });
      if (next.done) return;
      yield next.value;
    }
    throw run.overrun;
  } finally {
    over.abort();
    // Not awaited: a run that does not stop does not return either.
    void iterator.return?.()?.catch(() => {});
  }
}

function outlasted(stop: AbortSignal, clock: Clock, over: AbortSignal, tell: (overrun: Error) => void): void {
  const wait = () => {
    clock.sleep(STOP_GRACE_MS, over).then(
      () => tell(new Error(`it is still running ${STOP_GRACE_MS / 1000} seconds after it was told to stop`)),
      () => {},
    );
  };
  if (stop.aborted) wait();
  else stop.addEventListener("abort", wait, { once: true, signal: over });
}
