import { createHmac } from "node:crypto";
import { z } from "zod";
import type { Channel, Factory, Host, Letter, Sent } from "../../src/index.ts";
import { credential, secretOf, urlOf } from "./credential.ts";
import { request, retryAfter, saidIn, sentBy } from "./http.ts";

const Options = z.strictObject({
  url: credential
    .describe("The credential with the URL that gets a JSON document for each letter")
    .meta({ example: "PAGER_URL" }),
  secret: credential
    .optional()
    .describe("The credential that signs them, as Standard Webhooks has it")
    .meta({ example: "PAGER_SECRET" }),
});

type Options = z.infer<typeof Options>;

/** A POST of JSON to anybody, in the shape of standardwebhooks.com. Its id stays the same: a receiver sees a letter twice. */
async function send({ url: name, secret }: Options, host: Host, letter: Letter, signal: AbortSignal): Promise<Sent> {
  const url = urlOf(host, name);
  if (!(url instanceof URL)) return url;
  const key = secret === undefined ? "" : secretOf(host, secret);
  if (typeof key !== "string") return key;
  const body = bodyOf(letter);
  const at = String(Math.floor(host.clock.now() / 1000));
  const headers = {
    "content-type": "application/json",
    "user-agent": "midwatch",
    "webhook-id": letter.mark,
    "webhook-timestamp": at,
    ...(key !== "" && { "webhook-signature": `v1,${signed(key, `${letter.mark}.${at}.${body}`)}` }),
  };
  const answered = await request(url, { method: "POST", headers, body }, signal);
  if (answered.kind !== "answer" || (answered.status !== 429 && answered.status !== 503)) return sentBy(answered);
  const retryAt = retryAfter(answered.headers, host.clock.now());
  return {
    kind: "later",
    reason: `${answered.status}${saidIn(answered.text)}`,
    ...(retryAt !== undefined && { retryAt }),
  };
}

function bodyOf({ kind, to, title, text, tone, at, facts, mark }: Letter): string {
  const data = { ...facts, id: mark, title, text, tone, ...(to !== "" && { to }) };
  return JSON.stringify({ type: `midwatch.${kind}`, timestamp: new Date(at).toISOString(), data });
}

/** A secret that begins with whsec_ is base64, as its tools write it; any other is taken as it is. */
function signed(secret: string, content: string): string {
  const key = secret.startsWith("whsec_") ? Buffer.from(secret.slice(6), "base64") : Buffer.from(secret);
  return createHmac("sha256", key).update(content).digest("base64");
}

export const webhook: Factory<Channel, Options> = {
  name: "webhook",
  options: Options,
  create: (options, host) => ({ name: "webhook", send: (letter, signal) => send(options, host, letter, signal) }),
};
