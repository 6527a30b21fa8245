import type { Delivery, Owed } from "../contracts/outbox.ts";

/** Key of the one obligation for all letters of a channel that do not arrive, however many. */
export const channelKey = (channel: string): string => `channel:${channel}`;
/** Key of the obligation for an answer that is waited for and cannot be sent. */
export const replyKey = (id: string): string => `reply:${id}`;

/** Receivers of the news that a letter could not be delivered: its other channel, where it has one, and the owner. */
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
