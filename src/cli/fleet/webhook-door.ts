import type { WebhookServer } from "../../core/host/webhook-server.ts";
import type { Receiver } from "../../core/webhooks/receiver.ts";
import type { OpenFleet } from "./open-fleet.ts";

/** The same complaint again is counted, and told again after so long. */
const AGAIN_MS = 60_000;

interface UnsaidRefusals {
  at: number;
  unsaid: number;
}

/** Server that webhooks are posted to while a watch runs: one, for whatever the fleet's files say at the time. */
export class WebhookDoor {
  private readonly tell: (trouble: string) => void;
  private readonly told = new Map<string, UnsaidRefusals>();
  private server: WebhookServer | undefined;
  private receiver: Receiver | undefined;
  private wanted = 0;

  constructor(tell: (trouble: string) => void) {
    this.tell = tell;
  }

  /** Answers with the port it listens on, if it has anything to listen for. Throws, and changes nothing, where a secret is missing or the port taken. */
  async open({
    fleet: { inbox, clock },
    webhooks,
    secrets,
  }: Pick<OpenFleet, "fleet" | "webhooks" | "secrets">): Promise<number | undefined> {
    const [{ Receiver }, { WebhookServer }] = await Promise.all([
      import("../../core/webhooks/receiver.ts"),
      import("../../core/host/webhook-server.ts"),
    ]);
    const receiver = webhooks.hooks.length > 0 ? new Receiver(webhooks, { inbox, clock, secrets }) : undefined;
    const receive = async (request: Parameters<Receiver["receive"]>[0]) =>
      this.receiver?.receive(request) ?? { status: 404, said: {} };
    const stays = this.server !== undefined && receiver !== undefined && this.wanted === webhooks.port;
    if (!stays) {
      const complain = (trouble: string) => this.complain(trouble, clock.now());
      const next = receiver && (await WebhookServer.listen(webhooks.port, receive, complain));
      await this.close();
      this.server = next;
    }
    this.receiver = receiver;
    this.wanted = webhooks.port;
    return this.server?.port;
  }

  async close(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    await server?.close();
  }

  /** Tells of a refusal, and counts those that come again: a sender that knocks for hours fills no log. */
  private complain(trouble: string, now: number): void {
    const last = this.told.get(trouble);
    if (last && Math.abs(now - last.at) < AGAIN_MS) {
      last.unsaid += 1;
      return;
    }
    this.told.set(trouble, { at: now, unsaid: 0 });
    this.tell(last && last.unsaid > 0 ? `${trouble} (and ${last.unsaid} times more since it was last said)` : trouble);
  }
}
