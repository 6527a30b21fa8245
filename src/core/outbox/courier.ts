import type { Channel, Letter, Sent } from "../contracts/channel.ts";
import type { Clock } from "../contracts/clock.ts";
import type { Redact } from "../contracts/credentials.ts";
import type { Delivery, OutboxRecord } from "../contracts/outbox.ts";
import { messageOf } from "../errors.ts";
import { numbered, worded } from "./wording.ts";

/**
 * A request whose sender was killed may still be at work; and what has just arrived may not be found everywhere yet.
 */
const SETTLING_MS = 15_000;

/** Result of bringing a letter; one that was in doubt before may have arrived, whatever the last answer was. */
export type Brought =
  | Extract<Sent, { kind: "sent" }>
  | (Exclude<Sent, { kind: "sent" }> & { readonly doubtful?: boolean });

/**
 * Brings one letter, message by message. That a message leaves is in the ledger before it does, and that it has
 * arrived before the next one leaves: a process that is killed in between leaves one question, which the channel is
 * asked first.
 */
export class Courier {
  private readonly record: OutboxRecord;
  private readonly clock: Clock;
  private readonly redact: Redact;

  constructor(record: OutboxRecord, clock: Clock, redact: Redact) {
    this.record = record;
    this.clock = clock;
    this.redact = redact;
  }

  async bring(delivery: Delivery, channel: Channel, signal: AbortSignal): Promise<Brought> {
    const messages = this.messages(delivery, channel);
    for (let n = delivery.arrived; n < messages.length; n++) {
      const letter = messages[n] as Letter;
      const isDoubtful = delivery.state === "sent" && n === delivery.arrived;
      const found = isDoubtful ? await this.look(channel, letter, signal) : undefined;
      const brought = found ?? (await this.send(delivery.id, letter, channel, signal));
      if (brought.kind !== "sent") return brought;
      await this.record.arrived(delivery.id, n + 1, n + 1 === messages.length);
    }
    return { kind: "sent" };
  }

  private messages(delivery: Delivery, channel: Channel): readonly Letter[] {
    const letter = worded(delivery, this.redact);
    return numbered(channel.split?.(letter) ?? [letter], delivery.id);
  }

  /** Result for a message that may have arrived; undefined when it is to be sent. */
  private async look(channel: Channel, letter: Letter, signal: AbortSignal): Promise<Brought | undefined> {
    if (!channel.find) return undefined;
    try {
      const found = await channel.find(letter, signal);
      if (found.kind === "absent") return undefined;
      return "reason" in found ? { ...found, reason: this.redact(found.reason), doubtful: true } : { kind: "sent" };
    } catch (thrown) {
      return { kind: "later", reason: this.redact(messageOf(thrown)), doubtful: true };
    }
  }

  private async send(id: string, letter: Letter, channel: Channel, signal: AbortSignal): Promise<Brought> {
    await this.record.sending(id, this.clock.now() + SETTLING_MS);
    try {
      const sent = await channel.send(letter, signal);
      return "reason" in sent ? { ...sent, reason: this.redact(sent.reason) } : sent;
    } catch (thrown) {
      return { kind: "unknown", reason: this.redact(messageOf(thrown)) };
    }
  }
}
