import type { Channel, Letter } from "../../../src/core/contracts/channel.ts";

/** A channel that keeps what it was given. */
export function mailbox() {
  const letters: Letter[] = [];
  const channel: Channel = {
    name: "mailbox",
    async send(one) {
      letters.push(one);
      return { kind: "sent" };
    },
  };
  return { channel, letters, titles: () => letters.map(({ title }) => title) };
}
