import type { BackendEvent } from "../contracts/backend.ts";
import { plainLine, plainText, shortened } from "../text/plain-text.ts";

/** In characters: what is longer is kept at both ends. */
const LONGEST_MESSAGE = 16_000;
const MAX_EARLIER_REASON_CHARS = 500;

/** The event without escapes or megabytes in its words: they go to terminals, logs, the ledger and the journal. */
export function printable(event: BackendEvent): BackendEvent {
  if (event.type === "message" || event.type === "wrap_up")
    return { ...event, text: shortened(plainText(event.text), LONGEST_MESSAGE) };
  // Whatever the agent has read can stand in it, secrets, too.
  if (event.type === "tool_result") return { type: event.type, id: event.id, ok: event.ok };
  if (event.type !== "finished") return event;
  const { stated, text } = event.result;
  const words = (said: string) => plainLine(said, MAX_EARLIER_REASON_CHARS);
  const result = { ...event.result, text: shortened(plainText(text), LONGEST_MESSAGE) };
  if (!stated) return { ...event, result };
  const { item, reason, waitingFor } = stated;
  const said = { item, reason: words(reason), ...(waitingFor && { waitingFor: waitingFor.map(words) }) };
  return { ...event, result: { ...result, stated: said } };
}
