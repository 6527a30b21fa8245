import { z } from "zod";
import type { Channel, Factory, Host, Letter, Sent } from "../../src/index.ts";
import { credential, urlOf } from "./credential.ts";
import { request, retryAfter, sentBy } from "./http.ts";

const Options = z.strictObject({
  url: credential
    .describe("The credential with the check's URL; {agent} in it is the agent's name")
    .meta({ example: "HEALTHCHECKS_URL" }),
});

const LONGEST = 10_000;
const AGENT = /\{agent\}|%7Bagent%7D/gi;
/** Success is the URL itself; what is neither is only noted. */
const SUFFIX: Readonly<Record<Letter["kind"], string>> = {
  alive: "",
  fail: "/fail",
  reply: "/log",
  report: "/log",
  test: "/log",
};

/** A check at healthchecks.io, or at anything that speaks its pings: one that is told nothing for too long calls you. */
async function send(name: string, host: Host, letter: Letter, signal: AbortSignal): Promise<Sent> {
  const url = urlOf(host, name);
  if (!(url instanceof URL)) return url;
  const ping = new URL(url.href.replaceAll(AGENT, encodeURIComponent(letter.to)));
  ping.pathname = `${ping.pathname.replace(/\/$/, "")}${SUFFIX[letter.kind]}`;
  const body = `${letter.title}\n${letter.text}`.slice(0, LONGEST);
  const headers = { "content-type": "text/plain; charset=utf-8", "user-agent": "midwatch" };
  const answered = await request(ping, { method: "POST", headers, body }, signal);
  if (answered.kind !== "answer") return answered;
  // Its 200 is not always a yes.
  const but = /^OK \((?<but>.+)\)/.exec(answered.text)?.groups?.but;
  if (but === "not found") return { kind: "refused", reason: "the check is not known there: is its URL right?" };
  if (answered.status !== 429 && but === undefined) return sentBy(answered);
  const retryAt = retryAfter(answered.headers, host.clock.now());
  return { kind: "later", reason: but ?? "429", ...(retryAt !== undefined && { retryAt }) };
}

export const healthchecks: Factory<Channel, z.infer<typeof Options>> = {
  name: "healthchecks",
  options: Options,
  create: ({ url }, host) => ({ name: "healthchecks", send: (letter, signal) => send(url, host, letter, signal) }),
};
