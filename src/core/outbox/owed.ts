import type { Delivery, Owed } from "../contracts/outbox.ts";

/** What a person is asked when the letters of a channel do not arrive: one thing, however many letters. */
export const channelKey = (channel: string): string => `channel:${channel}`;
/** What a person is asked when somebody waits for an answer that cannot be sent. */
export const replyKey = (id: string): string => `reply:${id}`;

/** Who hears of a letter that could not be delivered: its other channel, where it has one, and the owner. */
export function owedFor(delivery: Delivery, reason: string, at: number): Owed {
  const { fallback, key, letter } = delivery;
  const instead = fallback === undefined ? undefined : { key, letter, channel: fallback };
  return { obligation: { ...asked(delivery, reason), owner: "owner", at }, ...(instead && { instead }) };
}

/** Without a word of the letter's: agents read what is owed, and its title may be a stranger's. */
function asked({ id, channel, letter }: Delivery, reason: string): { key: string; action: string } {
  const retry = (what: string) => `midwatch outbox retry ${what}`;
  if (letter.kind !== "reply")
    return {
      key: channelKey(channel),
      action: `see to the channel ${channel}, then run ${retry(channel)}: what it was to tell could not be sent: ${reason}`,
    };
  const where = letter.to === "" ? `by ${channel}` : letter.to;
  const mend = `answer ${where} yourself, or mend what is wrong and run ${retry(id.slice(-8))}`;
  return { key: replyKey(id), action: `${mend}: the answer could not be sent: ${reason}` };
}
