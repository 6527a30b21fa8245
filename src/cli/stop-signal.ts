import { complain } from "./print.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** A terminal, a service manager and npm pass the same signal on: so soon, a second one is an echo and no order. */
const ECHO_MS = 2_000;

/** Aborts when the person or the machine says stop. Who says so again, and means it, ends us at once. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  let since: number | undefined;
  const heed = (name: NodeJS.Signals) => {
    since ??= Date.now();
    if (stop.signal.aborted) return Date.now() - since < ECHO_MS ? undefined : leave(name);
    complain(`${name}: stopping, and keeping what was written; once more leaves at once, and the next start keeps it`);
    stop.abort(new Error(`${name}: stopped`));
  };
  for (const name of SIGNALS) process.on(name, heed);
  return stop.signal;
}

function leave(name: NodeJS.Signals): void {
  process.removeAllListeners(name);
  process.kill(process.pid, name);
}
