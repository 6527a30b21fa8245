import type { Clock } from "../contracts/clock.ts";
import type { Inbox } from "../contracts/inbox.ts";
import type { Hook, HookAnswer, HookRequest, WebhookSettings } from "../contracts/webhooks.ts";
import { MidwatchError, messageOf } from "../errors.ts";
import { parseJson } from "../text/json.ts";
import { Bucket } from "./bucket.ts";
import { envelopeOf, messageText, senderOf } from "./message.ts";
import { prove } from "./signature.ts";

/** Fewest characters of a secret that guesses do not find. */
const SHORTEST_SECRET = 16;

/** Parts that a receiver works with. */
export interface Reception {
  readonly inbox: Pick<Inbox, "put">;
  readonly clock: Pick<Clock, "now">;
  /** The fleet's credentials as they are now: a secret that was changed counts at once. */
  readonly secrets: () => Readonly<Record<string, string>>;
}

/**
 * Takes in requests to a fleet's hooks: proved, once, and on the disk before it says so. Any other request changes
 * nothing.
 */
export class Receiver {
  private readonly settings: WebhookSettings;
  private readonly with: Reception;
  private readonly buckets = new Map<string, Bucket>();

  /** Throws when a hook has no secret: then it could let no request in. */
  constructor(settings: WebhookSettings, reception: Reception) {
    this.settings = settings;
    this.with = reception;
    const missing = settings.hooks.flatMap((hook) => whyNoSecret(hook, reception.secrets()) ?? []);
    if (missing.length > 0) throw new MidwatchError(missing.join("; "));
  }

  async receive(request: HookRequest): Promise<HookAnswer> {
    const hook = this.settings.hooks.find(({ name }) => request.path === `/hooks/${name}`);
    if (!hook) return answer(404, { error: "there is nothing here" });
    if (request.method !== "POST") return answer(405, { error: "post it" });
    if (!this.isForUs(request)) return answer(421, { error: "that is not this host" }, `${hook.name}: ${STRANGE_HOST}`);
    try {
      return await this.take(hook, request);
    } catch (thrown) {
      return answer(503, { error: "try again later" }, `${hook.name}: ${messageOf(thrown)}`);
    }
  }

  /**
   * True when the request names us as its host. A web page on this machine may post here, too, under a name of its own.
   */
  private isForUs({ headers }: HookRequest): boolean {
    const [host, ...others] = valuesOf(headers, "host");
    if (host === undefined || others.length > 0) return false;
    const named = host.toLowerCase();
    return OWN_NAMES.test(named) || this.settings.hosts.some((one) => named === one || bare(named) === one);
  }

  private async take(hook: Hook, request: HookRequest): Promise<HookAnswer> {
    const secrets = this.with.secrets();
    const missing = whyNoSecret(hook, secrets);
    if (missing !== undefined) return answer(503, { error: "try again later" }, missing);
    const odd = whyUnreadable(request);
    if (odd !== undefined) return unauthorised(hook, odd);
    const now = this.with.clock.now();
    const proved = prove(hook.signature, request, { secret: secrets[hook.secret] ?? "", now });
    if (!proved.ok) return unauthorised(hook, proved.reason);
    return this.keep(hook, request, { key: proved.key, now });
  }

  private async keep(hook: Hook, { headers, body }: HookRequest, { key, now }: { key: string; now: number }) {
    const event = jsonIn(body);
    if (typeof event === "string")
      return answer(
        400,
        { error: `no JSON that is taken: ${event}` },
        `${hook.name}: what it was sent is no JSON: ${event}`,
      );
    const kind = hook.signature === "github" ? valuesOf(headers, "x-github-event")[0] : undefined;
    const ignored = whyIgnored(hook, event.value, kind);
    if (ignored !== undefined)
      return answer(200, { ignored }, kind === "ping" ? undefined : `${hook.name}: ${ignored}`);
    const wait = this.bucketOf(hook).take(now);
    const flood = `${hook.name}: more than ${this.settings.perMinute} events at once, or in a minute, are not taken`;
    if (wait > 0) return { ...answer(429, { error: "not so many at once" }, flood), retryAfter: wait };
    const message = await this.with.inbox.put(
      hook.agent,
      messageText(hook, event.value, kind),
      envelopeOf(hook, event.value, key),
    );
    return answer(202, { message });
  }

  private bucketOf({ name }: Hook): Bucket {
    const bucket = this.buckets.get(name) ?? new Bucket(this.settings.perMinute);
    this.buckets.set(name, bucket);
    return bucket;
  }
}

const MAX_REPLY_CHARS = 200;
const OWN_NAMES = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/;
const STRANGE_HOST = "a request under a name that is not under hosts was refused";

/** Reason why a hook lets no request in; undefined when it has a secret. */
export function whyNoSecret(
  { name, secret }: Pick<Hook, "name" | "secret">,
  secrets: Readonly<Record<string, string>>,
): string | undefined {
  const value = secrets[secret] ?? "";
  const how = `write ${secret}=… into .midwatch/credentials (openssl rand -hex 32 makes one; chmod 600 the file)`;
  if (value === "") return `webhooks.hooks.${name}: there is no credential ${secret}: ${how}`;
  if (value.length >= SHORTEST_SECRET) return undefined;
  return `webhooks.hooks.${name}: ${secret} has fewer than ${SHORTEST_SECRET} characters: ${how}`;
}

/**
 * Reason why a request cannot be read: the signature is of the bytes of one JSON document, and in another form they
 * could mean something else. Undefined when it can be read.
 */
function whyUnreadable({ headers }: HookRequest): string | undefined {
  const [type = "", ...others] = valuesOf(headers, "content-type");
  if (others.length > 0 || !/^application\/json(?:\s*;\s*charset=utf-8)?$/i.test(type))
    return "its content type is not application/json";
  return valuesOf(headers, "content-encoding").length > 0 ? "it is compressed" : undefined;
}

function whyIgnored({ events, allow }: Hook, event: unknown, kind: string | undefined): string | undefined {
  if (kind === "ping") return "a ping: it works";
  if (events.length > 0 && (kind === undefined || !events.includes(kind))) return `not one of ${events.join(", ")}`;
  const sender = senderOf(event);
  if (allow === "all" || sender === undefined || allow.includes(sender.id)) return undefined;
  return `its sender, the account ${sender.id}, is not under allow`;
}

/** The same body would be as wrong the next time: it is refused for good. */
function jsonIn(body: Buffer): { readonly value: unknown } | string {
  try {
    return { value: parseJson(new TextDecoder("utf-8", { fatal: true }).decode(body)) };
  } catch (thrown) {
    return messageOf(thrown).slice(0, MAX_REPLY_CHARS);
  }
}

const valuesOf = (headers: HookRequest["headers"], name: string) =>
  headers.filter(([given]) => given.toLowerCase() === name).map(([, value]) => value);

const bare = (host: string) => host.replace(/:\d{1,5}$/, "");

const unauthorised = ({ name }: Hook, reason: string) =>
  answer(401, { error: "unauthorised" }, `${name}: a request was refused: ${reason}`);

const answer = (status: number, said: HookAnswer["said"], trouble?: string): HookAnswer => ({
  status,
  said,
  ...(trouble !== undefined && { trouble }),
});
