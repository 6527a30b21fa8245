import { every } from "../host/every.ts";
import type { Outbox } from "./outbox.ts";

const ROUND_MS = 10_000;
const MAX_SENDING_PAUSE_MS = 60_000;

/**
 * Sends letters beside the sessions, now and then, until `over` aborts; a letter that is on its way then is still brought,
 * unless `stop` aborts. Answers when nothing of it is left.
 */
export async function keepSending(
  outbox: Outbox,
  tell: (error: string) => void,
  { over, stop }: { readonly over: AbortSignal; readonly stop: AbortSignal },
): Promise<void> {
  const round = async () => {
    const error = await outbox.deliver(AbortSignal.any([stop, AbortSignal.timeout(MAX_SENDING_PAUSE_MS)]));
    if (error !== undefined) tell(error);
  };
  await round();
  await every(ROUND_MS, round, over);
}
