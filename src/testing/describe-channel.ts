import { beforeEach, describe, expect, it } from "vitest";
import type { Channel, Letter } from "../index.ts";

/** A channel, and a view of the other side. */
export interface ChannelCase {
  readonly channel: Channel;
  /** The same to a server that nobody runs. */
  readonly unreachable: Channel;
  /** A place that it can send to. */
  readonly to: string;
  /** Everything that has arrived, as it arrived. */
  arrived(this: void): readonly string[];
}

const AT = Date.parse("2026-11-23T09:00:00Z");
const never = new AbortController().signal;

/**
 * Contract suite for channels, whoever is on the other side. A new channel calls this, and is done when it is green.
 */
export function describeChannel(name: string, make: () => Promise<ChannelCase> | ChannelCase): void {
  describe(`channel contract: ${name}`, () => {
    let made: ChannelCase;
    beforeEach(async () => {
      made = await make();
    });

    const letter = (mark: string, text = "It is done."): Letter => ({
      kind: "reply",
      mark,
      to: made.to,
      title: "How long?",
      text,
      tone: "good",
      at: AT,
    });

    it("brings a letter, with its words and its mark", async () => {
      expect(await made.channel.send(letter("0aa-1"), never)).toEqual({ kind: "sent" });
      const [message = "", ...others] = made.arrived();
      expect(others).toEqual([]);
      expect(message).toContain("It is done.");
      expect(message).toContain("0aa-1");
    });

    it("finds what has arrived by its mark, and nothing else", async () => {
      const { channel } = made;
      if (!channel.find) return;
      await channel.send(letter("0aa-1"), never);
      expect(await channel.find(letter("0aa-1"), never)).toEqual({ kind: "sent" });
      for (const mark of ["0aa-2", "0aa", "0aa-1.1", "0aa-11"])
        expect(await channel.find(letter(mark), never)).toEqual({ kind: "absent" });
    });

    it("loses no word of a long letter, and says the same pieces again", async () => {
      const { channel } = made;
      const words = Array.from({ length: 5_000 }, (_, n) => `word${n}`);
      const long = letter("0aa-1", words.join(" "));
      const messages = channel.split?.(long) ?? [long];
      for (const [n, message] of messages.entries())
        expect(await channel.send({ ...message, mark: `0aa-1.${n + 1}` }, never)).toEqual({ kind: "sent" });
      const arrived = made.arrived().join("\n");
      expect(words.filter((word) => !new RegExp(`\\b${word}\\b`).test(arrived))).toEqual([]);
      expect(channel.split?.(long) ?? [long]).toEqual(messages);
    });

    it("says so, and does not throw, when nobody is there", async () => {
      const sent = await made.unreachable.send(letter("0aa-1"), never);
      expect(["later", "unknown"]).toContain(sent.kind);
      expect(sent).toHaveProperty("reason", expect.stringMatching(/./));
    });

    it("does not claim that it has not arrived when it was told to stop", async () => {
      const sent = await made.channel.send(letter("0aa-1"), AbortSignal.abort());
      expect(["sent", "unknown"]).toContain(sent.kind);
    });
  });
}
