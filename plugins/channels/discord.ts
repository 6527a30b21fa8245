import { z } from "zod";
import type { Channel, DeliveryLookup, Factory, Host, Letter, Sent } from "../../src/index.ts";
import { credential, secretOf, urlOf } from "./credential.ts";
import {
  holds,
  LONGEST_CONTENT,
  LONGEST_DESCRIPTION,
  messagesIn,
  nonceOf,
  payloadOf,
  snowflakeAt,
} from "./discord-message.ts";
import { type Answered, jsonIn, request, retryAfter, saidIn, sentBy } from "./http.ts";
import { splitText } from "./split.ts";

const Options = z
  .strictObject({
    webhook: credential
      .optional()
      .describe("The credential with a webhook's URL: for reports")
      .meta({ example: "DISCORD_WEBHOOK" }),
    bot: credential
      .optional()
      .describe("The credential with a bot's token: for replies, each exactly once")
      .meta({ example: "DISCORD_BOT_TOKEN" }),
    channel: z
      .string()
      .regex(/^\d+$/, "write the channel's id")
      .optional()
      .describe("Where a bot posts reports")
      .meta({ example: "1234567890" }),
    api: z.url().default("https://discord.com/api/v10").describe("Where its API is"),
  })
  .refine(({ webhook, bot }) => (webhook === undefined) !== (bot === undefined), "give it either a webhook or a bot");

type Options = z.infer<typeof Options>;

const PLACE = /^(?<channel>\d+)(?:\/(?<message>\d+))?$/;
const SKEW_MS = 3_600_000;
const PAGES = 10;
const PAGE = 100;

const later = (one: bigint, other: bigint) => (one < other ? other : one);

interface Target {
  readonly url: URL;
  readonly headers: Record<string, string>;
}

type Refused = Extract<Sent, { kind: "refused" }>;

/** Discord, by a webhook (quick to set up, no way to ask what has arrived) or a bot (which finds its own messages). */
function discordChannel(options: Options, host: Host): Channel {
  const channel: Channel = {
    name: "discord",
    split: (letter) =>
      splitText(letter.text, letter.kind === "reply" ? LONGEST_CONTENT : LONGEST_DESCRIPTION).map((text) => ({
        ...letter,
        text,
      })),
    send: (letter, signal) => send(options, host, letter, signal),
  };
  return options.bot === undefined
    ? channel
    : { ...channel, find: (letter, signal) => find(options, host, letter, signal) };
}

async function send(options: Options, host: Host, letter: Letter, signal: AbortSignal): Promise<Sent> {
  const target = targetOf(options, host, letter);
  if ("reason" in target) return target;
  const { message } = PLACE.exec(letter.to)?.groups ?? {};
  const body = JSON.stringify({ ...payloadOf(letter, message), ...(options.bot !== undefined && nonceOf(letter)) });
  const answered = await request(target.url, { method: "POST", headers: target.headers, body }, signal);
  return limited(answered, host) ?? sentBy(answered);
}

/** Its own messages since the letter came up, by their marks. */
async function find(options: Options, host: Host, letter: Letter, signal: AbortSignal): Promise<DeliveryLookup> {
  const target = targetOf(options, host, letter);
  if ("reason" in target) return target;
  const { url, headers } = target;
  url.searchParams.set("limit", String(PAGE));
  let after = snowflakeAt(letter.at - SKEW_MS);
  for (let page = 0; page < PAGES; page++) {
    url.searchParams.set("after", String(after));
    const answered = await request(url, { headers }, signal);
    const sent = limited(answered, host) ?? sentBy(answered);
    if (sent.kind === "unknown") return { ...sent, kind: "later" };
    if (sent.kind !== "sent" || answered.kind !== "answer") return sent;
    const messages = messagesIn(jsonIn(answered.text));
    if (!messages) return { kind: "later", reason: "Discord's answer is no list of messages" };
    if (messages.some((message) => holds(message, letter))) return { kind: "sent" };
    if (messages.length < PAGE) return { kind: "absent" };
    after = messages.map(({ id }) => BigInt(id)).reduce(later, after);
  }
  return { kind: "refused", reason: "whether it has arrived cannot be told: the channel has too many messages" };
}

function targetOf(options: Options, host: Host, { to }: Letter): Target | Refused {
  const headers = { "content-type": "application/json", "user-agent": "DiscordBot (midwatch, 1)" };
  if (options.webhook !== undefined) {
    const url = urlOf(host, options.webhook);
    if (!(url instanceof URL)) return url;
    if (to !== "")
      return { kind: "refused", reason: `a webhook has one place: it cannot send to ${to}; give it a bot` };
    url.searchParams.set("wait", "true");
    return { url, headers };
  }
  const token = secretOf(host, options.bot ?? "");
  if (typeof token !== "string") return token;
  const channel = PLACE.exec(to === "" ? (options.channel ?? "") : to)?.groups?.channel;
  if (channel === undefined) return { kind: "refused", reason: `"${to}" is no channel; write its id, or id/message` };
  const url = new URL(`${options.api.replace(/\/$/, "")}/channels/${channel}/messages`);
  return { url, headers: { ...headers, authorization: `Bot ${token}` } };
}

/** Seconds, with a fraction, in the body; whole ones in the header. What was limited has not arrived. */
function limited(answered: Answered, { clock }: Host): Extract<Sent, { kind: "later" }> | undefined {
  if (answered.kind !== "answer" || answered.status !== 429) return undefined;
  const { retry_after: seconds } = (jsonIn(answered.text) ?? {}) as { readonly retry_after?: unknown };
  const now = clock.now();
  const retryAt = typeof seconds === "number" ? now + Math.ceil(seconds * 1000) : retryAfter(answered.headers, now);
  return { kind: "later", reason: `429${saidIn(answered.text)}`, ...(retryAt !== undefined && { retryAt }) };
}

export const discord: Factory<Channel, Options> = { name: "discord", options: Options, create: discordChannel };
