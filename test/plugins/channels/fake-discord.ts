import { type Heard, Loopback, type Said } from "./loopback.ts";

interface Message {
  readonly id: string;
  readonly content: string;
  readonly embeds: readonly {
    readonly title?: string;
    readonly description?: string;
    readonly footer?: { text: string };
  }[];
  readonly payload: Record<string, unknown>;
}

const EPOCH = 1_420_070_400_000;

/** Discord's REST API, as far as messages go: webhooks, and a bot that posts to channels and reads them. */
export class FakeDiscord extends Loopback {
  readonly token = "bot-token-0123";
  readonly messages: Message[] = [];
  /** Discord forgets them after a few minutes. */
  readonly nonces = new Map<string, Message>();
  private n = 0n;

  protected override writes({ method }: Heard): boolean {
    return method === "POST";
  }

  protected override answer({ method, url, headers, json }: Heard): Said {
    if (url.pathname === "/webhooks/1/hook-token") {
      const added = this.add(json);
      return added.status === 200 && url.searchParams.get("wait") !== "true" ? { status: 204 } : added;
    }
    if (url.pathname.startsWith("/webhooks/"))
      return { status: 404, body: { message: "Unknown Webhook", code: 10015 } };
    if (headers.authorization !== `Bot ${this.token}`)
      return { status: 401, body: { message: "401: Unauthorized", code: 0 } };
    if (url.pathname !== "/channels/77/messages")
      return { status: 404, body: { message: "Unknown Channel", code: 10003 } };
    return method === "POST" ? this.once(json) : this.list(url);
  }

  private once(json: Record<string, unknown>): Said {
    const nonce = typeof json.nonce === "string" ? json.nonce : "";
    const known = json.enforce_nonce === true ? this.nonces.get(nonce) : undefined;
    if (nonce.length > 25) return invalid("nonce");
    return known ? { status: 200, body: known } : this.add(json);
  }

  private add(json: Record<string, unknown>): Said {
    const { content = "", embeds = [] } = json as Partial<Message>;
    if (content.length > 2_000) return invalid("content");
    if (content === "" && embeds.length === 0) return invalid("empty message");
    const sizes = embeds.map(({ title = "", description = "", footer }) => [
      title.length,
      description.length,
      footer?.text.length ?? 0,
    ]);
    if (sizes.some(([title = 0, text = 0, footer = 0]) => title > 256 || text > 4_096 || footer > 2_048))
      return invalid("embeds");
    if (sizes.flat().reduce((a, b) => a + b, 0) > 6_000) return invalid("embeds");
    const id = String((BigInt(this.now() - EPOCH) << 22n) + ++this.n);
    const message = { id, content, embeds, payload: json };
    this.messages.push(message);
    if (typeof json.nonce === "string") this.nonces.set(json.nonce, message);
    return { status: 200, body: message };
  }

  private list(url: URL): Said {
    const after = BigInt(url.searchParams.get("after") ?? "0");
    const limit = Number(url.searchParams.get("limit") ?? 50);
    const found = this.messages.filter(({ id }) => BigInt(id) > after).slice(0, limit);
    return { status: 200, body: found.toReversed() };
  }
}

const invalid = (what: string): Said => ({
  status: 400,
  body: { message: `Invalid Form Body: ${what}`, code: 50_035 },
});

/** What it says of its limits: seconds, with a fraction. */
export const limitedFor = (seconds: number): Said => ({
  status: 429,
  headers: { "retry-after": String(Math.ceil(seconds)), "x-ratelimit-scope": "user" },
  body: { message: "You are being rate limited.", retry_after: seconds, global: false },
});
