import { constants } from "node:os";
import { complain } from "../views/print.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** A terminal, a service manager and npm pass the same signal on: so soon, a second one is an echo and no order. */
const ECHO_MS = 2_000;

const STOPS = "stopping; work so far is being saved. Press Ctrl-C again to quit now: the next start will save it";
const LOOKS = "Stopping; the result so far follows. Press Ctrl-C again to quit now";

/** Longest that a command with nothing to keep waits for parts that do not heed it. */
const MAX_ENDING_MS = 5_000;

/** The same for what only looks: it ends soon, even when something that it asks does not. */
export function lookSignal(): AbortSignal {
  return stopSignal(LOOKS, (name) => setTimeout(() => leaveUnanswered(name), MAX_ENDING_MS));
}

/** Aborts when the person or the machine says stop. Who says so again, and means it, ends us at once. */
export function stopSignal(says = STOPS, then: (name: NodeJS.Signals) => void = () => {}): AbortSignal {
  const stop = new AbortController();
  let since: number | undefined;
  const heed = (name: NodeJS.Signals) => {
    since ??= Date.now();
    if (stop.signal.aborted) return Date.now() - since < ECHO_MS ? undefined : leave(name);
    complain(`${name}: ${says}`);
    stop.abort(new Error(`${name}: stopped`));
    then(name);
  };
  for (const name of SIGNALS) process.on(name, heed);
  return stop.signal;
}

/** Programs that are still at work are ended with us, which a signal's own way would not do. */
function leaveUnanswered(name: NodeJS.Signals): void {
  const isAnswered = process.exitCode !== undefined;
  if (isAnswered) return;
  complain(`${name}: left without an answer: a part, perhaps a plugin, did not stop`);
  process.exit(BY_SIGNAL + constants.signals[name]);
}

/** As a shell tells it. */
const BY_SIGNAL = 128;

function leave(name: NodeJS.Signals): void {
  process.removeAllListeners(name);
  process.kill(process.pid, name);
}
