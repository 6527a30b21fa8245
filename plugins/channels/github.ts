import { z } from "zod";
import type { Channel, DeliveryLookup, Factory, Host, Letter, Sent } from "../../src/index.ts";
import { credential, secretOf } from "./credential.ts";
import { type Answered, jsonIn, request, retryAfter, saidIn, sentBy } from "./http.ts";
import { splitText } from "./split.ts";

const Options = z.strictObject({
  token: credential.default("GITHUB_TOKEN").describe("The credential that may write comments"),
  api: z.url().default("https://api.github.com").describe("Where its API is, for GitHub Enterprise"),
});

/** GitHub takes 65,536; room is left for the mark. */
const LONGEST = 60_000;
const PLACE = /^(?<repository>[\w.-]+\/[\w.-]+)#(?<number>\d+)$/;
/** The clocks of two machines differ. */
const SKEW_MS = 24 * 3_600_000;
const PAGES = 20;
const MINUTE_MS = 60_000;

/** Comments on issues and pull requests: `to` is "owner/repo#12". Each is known again by a mark that nobody sees. */
class GitHubComments implements Channel {
  readonly name = "github";
  private readonly host: Host;
  private readonly options: z.infer<typeof Options>;

  constructor(options: z.infer<typeof Options>, host: Host) {
    this.host = host;
    this.options = options;
  }

  split(letter: Letter): readonly Letter[] {
    return splitText(letter.text, LONGEST).map((text) => ({ ...letter, text }));
  }

  async send(letter: Letter, signal: AbortSignal): Promise<Sent> {
    const url = this.commentsOf(letter.to);
    if (!(url instanceof URL)) return url;
    const text = letter.kind === "reply" ? letter.text : `**${letter.title}**\n\n${letter.text}`;
    const body = `${harmless(text)}\n\n${markOf(letter)}`;
    const answered = await this.ask(url, { method: "POST", body: JSON.stringify({ body }) }, signal);
    return "status" in answered ? (this.limited(answered) ?? sentBy(answered)) : answered;
  }

  async find(letter: Letter, signal: AbortSignal): Promise<DeliveryLookup> {
    const url = this.commentsOf(letter.to);
    if (!(url instanceof URL)) return url;
    url.searchParams.set("since", new Date(letter.at - SKEW_MS).toISOString());
    url.searchParams.set("per_page", "100");
    for (let page = 1; page <= PAGES; page++) {
      url.searchParams.set("page", String(page));
      const answered = await this.ask(url, {}, signal);
      const sent = "status" in answered ? (this.limited(answered) ?? sentBy(answered)) : answered;
      if (sent.kind === "unknown") return { ...sent, kind: "later" };
      if (sent.kind !== "sent" || !("status" in answered)) return sent;
      if (holds(answered.text, letter)) return { kind: "sent" };
      if (!/rel="next"/.test(answered.headers.get("link") ?? "")) return { kind: "absent" };
    }
    return { kind: "refused", reason: `whether it has arrived cannot be told: ${letter.to} has too many comments` };
  }

  private commentsOf(to: string): URL | Extract<Sent, { kind: "refused" }> {
    const { repository, number } = PLACE.exec(to)?.groups ?? {};
    if (repository === undefined) return { kind: "refused", reason: `"${to}" is no issue; write owner/repo#12` };
    return new URL(`${this.options.api.replace(/\/$/, "")}/repos/${repository}/issues/${number}/comments`);
  }

  private async ask(
    url: URL,
    init: RequestInit,
    signal: AbortSignal,
  ): Promise<Answered | Extract<Sent, { kind: "refused" }>> {
    const token = secretOf(this.host, this.options.token);
    if (typeof token !== "string") return token;
    const headers = { ...HEADERS, authorization: `Bearer ${token}` };
    return request(url, { ...init, headers }, signal);
  }

  /** Both limits. A secondary one may be told after the comment was made: it is looked for before it is sent again. */
  private limited(answered: Answered): Sent | undefined {
    if (answered.kind !== "answer" || (answered.status !== 403 && answered.status !== 429)) return undefined;
    const { status, headers, text } = answered;
    const now = this.host.clock.now();
    const reason = `${status}${saidIn(text)}`;
    const wait = retryAfter(headers, now);
    if (wait !== undefined) return { kind: "unknown", reason, retryAt: wait };
    if (headers.get("x-ratelimit-remaining") === "0")
      return { kind: "unknown", reason, retryAt: Number(headers.get("x-ratelimit-reset")) * 1000 || now + MINUTE_MS };
    const isLimit = status === 429 || /rate limit|abuse/i.test(text);
    return isLimit ? { kind: "unknown", reason, retryAt: now + MINUTE_MS } : undefined;
  }
}

const HEADERS = {
  accept: "application/vnd.github+json",
  "content-type": "application/json",
  "user-agent": "midwatch",
  "x-github-api-version": "2022-11-28",
};

const markOf = ({ mark }: Letter) => `<!-- midwatch:letter ${mark} -->`;

function holds(text: string, letter: Letter): boolean {
  const comments = jsonIn(text);
  return (
    Array.isArray(comments) && comments.some(({ body }: { body?: unknown }) => String(body).includes(markOf(letter)))
  );
}

/** Calls nobody, gives no orders to bots, and forges no marks; code is left as it is. */
function harmless(text: string): string {
  return text
    .split(/(```[\s\S]*?(?:```|$)|`[^`\n]*`)/)
    .map((part, at) =>
      at % 2 === 1 ? part : part.replaceAll(/@(?=\w)/g, "@\u200B").replaceAll(/^(?=\/\w)/gm, "\u200B"),
    )
    .join("")
    .replaceAll("<!--", "&lt;!--");
}

export const github: Factory<Channel, z.infer<typeof Options>> = {
  name: "github",
  options: Options,
  create: (options, host) => new GitHubComments(options, host),
};
