import type { PublishIntent } from "../../contracts/effects.ts";
import type { Executed } from "../../contracts/session.ts";
import { isFruitless, isQuiet } from "../../text/outcome.ts";
import { readThreads } from "../../threads/proposed.ts";
import { DUTY_SOURCE } from "../../work/duty.ts";

/** Threads that the answer names: they stay open, however the session ended. */
export function threadsOf({ result }: Executed): Pick<PublishIntent, "threads"> {
  const threads = readThreads(result.text);
  return threads.length > 0 ? { threads } : {};
}

export const withWork = (intent: PublishIntent, work: string | undefined): PublishIntent =>
  work ? { ...intent, work } : intent;

/** A duty that came to nothing: the ledger says so, and the branch need not. */
export const isNotWorthACommit = ({ item, outcome, work, rescue, threads = [] }: PublishIntent) =>
  item.source === DUTY_SOURCE && (isQuiet(outcome) || isFruitless(outcome)) && !work && !rescue && threads.length === 0;
