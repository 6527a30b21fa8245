import { setTimeout as pause } from "node:timers/promises";

/**
 * Milliseconds for a test or a hook. A limit is there for what hangs, never for what is slow: it is ten times what the
 * slowest of all has needed on a machine with other work on every core. What is to be fast is measured in bench/.
 */
export const TEST_MS = 30 * 60_000;

/** Milliseconds for one thing that is waited for within a test: less than the test has, so that its name is told. */
export const WAIT_MS = 10 * 60_000;

/**
 * Minutes of a limit that is meant to come: an agent's deadline, or its silence. What it has to do before takes a second
 * of it on a loaded machine.
 */
export const COMES_MINUTES = 0.2;

/**
 * Milliseconds of work for what reads a hostile text once: that takes a few. What reads it again from every place in it
 * takes many seconds.
 */
export const PROMPT_MS = 2_000;

const LOOK_MS = 25;

/** A signal for what has to end by itself. */
export function patience(): AbortSignal {
  return AbortSignal.timeout(WAIT_MS);
}

/** The answer as soon as there is one, or what is asked for is so. What throws has no answer yet. */
export async function until<T>(ask: () => T | Promise<T>, what: string): Promise<Exclude<T, false | null | undefined>> {
  const signal = patience();
  for (let trouble: unknown; ; ) {
    try {
      const answer = await ask();
      if (answer) return answer as Exclude<T, false | null | undefined>;
    } catch (error) {
      trouble = error;
    }
    if (signal.aborted) throw new Error(`${what}: not in ${WAIT_MS / 60_000} minutes`, { cause: trouble });
    await pause(LOOK_MS);
  }
}

/** Some moment later: for kills that are to come in the middle of something, wherever that is. */
export const aMoment = (ms: number): Promise<void> => pause(ms);

/** Milliseconds of this thread's own work: what else the machine does is not in it. */
export function workOf(task: () => unknown): number {
  const before = process.threadCpuUsage();
  task();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}
