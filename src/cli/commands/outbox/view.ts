import type { Delivery, DeliveryState } from "../../../core/contracts/outbox.ts";
import { dim, green, red, yellow } from "../../views/print.ts";
import { shortId } from "../../views/session-view.ts";
import { table } from "../../views/table.ts";

const STATES: Readonly<Record<DeliveryState, (text: string) => string>> = {
  intent: yellow,
  sent: yellow,
  confirmed: green,
  held: red,
  dropped: dim,
};

/** States in words for a person. */
const STATE_WORDS: Readonly<Record<DeliveryState, string>> = {
  intent: "to be sent",
  sent: "may have arrived",
  confirmed: "delivered",
  held: "waits for you",
  dropped: "dropped",
};

export function letterTable(letters: readonly Delivery[]): string {
  const head = ["letter", "by", "to", "about", "state", "tries", "next", "why"];
  return table(head, letters.map(row));
}

function row({ id, channel, letter, state, attempts, next, reason, publication }: Delivery): string[] {
  const isOpen = state === "intent" || state === "sent";
  const waits = isOpen && publication?.kind === "pending" ? "its work is not published yet" : reason;
  return [
    shortId(id),
    channel,
    letter.to || "–",
    letter.title,
    STATES[state](STATE_WORDS[state]),
    String(attempts),
    isOpen ? (next === 0 ? "now" : new Date(next).toISOString().slice(0, 19).replace("T", " ")) : "–",
    waits,
  ];
}
