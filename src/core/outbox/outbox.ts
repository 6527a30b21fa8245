import type { Channel } from "../contracts/channel.ts";
import type { Redact } from "../contracts/credentials.ts";
import type { Fleet } from "../contracts/fleet.ts";
import type { Delivery, Postponed } from "../contracts/outbox.ts";
import { messageOf } from "../errors.ts";
import { type Brought, Courier } from "./courier.ts";
import { dueReports } from "./reports.ts";
import { retryAfter } from "./retry-times.ts";
import { channelKey, owedFor, replyKey } from "./undelivered.ts";

/** So short a rest that a channel asks for is taken at once. */
const NAP_MS = 3_000;

/** The channels of a fleet, by the names its file gives them. */
export type Channels = ReadonlyMap<string, Channel>;

/** Until when a channel is left alone, and why. */
type Rest = Pick<Postponed, "next" | "reason">;

type Needed = Pick<Fleet, "ledger" | "locks" | "clock" | "zone" | "reporting">;

/** Sends letters, and sees to it that each arrives once, or that a person hears why it has not. */
export class Outbox {
  readonly channels: Channels;
  private readonly fleet: Needed;
  private readonly courier: Courier;

  constructor(fleet: Needed, channels: Channels, redact: Redact) {
    this.fleet = fleet;
    this.channels = channels;
    this.courier = new Courier(fleet.ledger.outbox, fleet.clock, redact);
  }

  /**
   * Writes down what is to be told, and sends what is due, channels side by side, until nothing is or `signal` aborts.
   * One at a time on this machine. Never rejects: answers with why it could not even try.
   */
  async deliver(signal: AbortSignal): Promise<string | undefined> {
    try {
      if (!(await this.isDue())) return undefined;
      const lock = await this.fleet.locks.hold("outbox", signal);
      try {
        // What could not be brought is told in its turn, by another channel.
        do await this.rounds(signal);
        while (!signal.aborted && (await this.isDue()));
      } finally {
        lock.release();
      }
      return undefined;
    } catch (thrown) {
      // Another process is at it.
      return signal.aborted ? undefined : messageOf(thrown);
    }
  }

  private async isDue(): Promise<boolean> {
    const { ledger, clock } = this.fleet;
    await ledger.outbox.queue(await dueReports(this.fleet));
    return (await ledger.outbox.due(clock.now())).length > 0;
  }

  private async rounds(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const due = await this.fleet.ledger.outbox.due(this.fleet.clock.now());
      const byChannel = Map.groupBy(due, ({ channel }) => channel);
      const rests = await Promise.all([...byChannel.values()].map((letters) => this.bringAll(letters, signal)));
      const soonest = Math.min(...rests.filter((rest) => rest !== undefined));
      const nap = soonest - this.fleet.clock.now();
      if (nap > 0 && nap <= NAP_MS) await this.fleet.clock.sleep(nap, signal).catch(() => {});
      else if (due.length === 0) return;
    }
  }

  /** In order. Answers with until when the channel wants to be left alone. */
  private async bringAll(letters: readonly Delivery[], signal: AbortSignal): Promise<number | undefined> {
    for (const [at, delivery] of letters.entries()) {
      if (signal.aborted) return undefined;
      const rest = await this.bring(delivery, signal);
      if (rest === undefined) continue;
      for (const { id, state } of letters.slice(at + 1))
        await this.fleet.ledger.outbox.postpone(id, { ...rest, doubtful: state === "sent" });
      return rest.next;
    }
    return undefined;
  }

  /** Answers with when to go on where nothing else would get through either. */
  private async bring(delivery: Delivery, signal: AbortSignal): Promise<Rest | undefined> {
    const { ledger } = this.fleet;
    const { id, channel: name, letter } = delivery;
    const futile = this.whyFutile(delivery);
    if (futile !== undefined) {
      await ledger.outbox.drop(id, futile);
      return undefined;
    }
    const channel = this.channels.get(name);
    const brought = channel ? await this.courier.bring(delivery, channel, signal) : this.unknown(name);
    if (brought.kind !== "sent") return this.missed(delivery, brought);
    if (letter.kind === "reply") await ledger.fulfil(replyKey(id));
    else await this.isWell(name);
    return undefined;
  }

  /** No person has to see to a channel that works, unless it still holds letters it could not bring. */
  private async isWell(name: string): Promise<void> {
    const { history } = this.fleet.ledger;
    const held = (await history.letters()).filter(({ channel, state }) => channel === name && state === "held");
    if (held.every(({ letter }) => letter.kind === "reply")) await this.fleet.ledger.fulfil(channelKey(name));
  }

  private whyFutile({ publication, until }: Delivery): string | undefined {
    if (publication?.kind === "rescued") return "the work does not fit, so that the item is open again";
    return until !== undefined && this.fleet.clock.now() >= until ? "it came too late to say anything" : undefined;
  }

  private async missed(
    delivery: Delivery,
    missed: Exclude<Brought, { readonly kind: "sent" }>,
  ): Promise<Rest | undefined> {
    const { ledger, clock } = this.fleet;
    const { kind, reason, doubtful = kind === "unknown" } = missed;
    const now = clock.now();
    const step = retryAfter(delivery, missed, now);
    if (step.kind === "over") {
      await ledger.outbox.hold(delivery.id, reason, owedFor(delivery, reason, now));
      return undefined;
    }
    await ledger.outbox.postpone(delivery.id, { next: step.next, reason, doubtful });
    const isForAll = kind === "later" || (kind === "unknown" && missed.retryAt !== undefined);
    return isForAll ? { next: step.next, reason } : undefined;
  }

  private unknown(name: string): Brought {
    const known = [...this.channels.keys()].join(", ") || "none";
    return { kind: "refused", reason: `no channel is called ${name} in midwatch.yaml; there are: ${known}` };
  }
}
