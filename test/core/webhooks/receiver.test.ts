import { createHmac } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Hook, WebhookSettings } from "../../../src/core/contracts/webhooks.ts";
import { FolderInbox } from "../../../src/core/host/inbox.ts";
import { WebhookServer } from "../../../src/core/host/webhook-server.ts";
import { Receiver } from "../../../src/core/webhooks/receiver.ts";
import { FakeClock } from "../../../src/testing/index.ts";

const NOW = Date.parse("2026-11-23T09:00:00Z");
const SECRET = "a secret that nobody guesses";
const HOOK: Hook = {
  name: "deploys",
  agent: "ada",
  secret: "DEPLOY_SECRET",
  signature: "github",
  show: [],
  events: [],
  allow: [],
  trusted: false,
};
const EVENT = JSON.stringify({ deployment: { id: 7, environment: "production" }, state: "failure" });

/** A receiver behind a real server, and a real inbox. */
async function door(hook: Partial<Hook> = {}, settings: Partial<WebhookSettings> = {}) {
  const root = await mkdtemp(join(tmpdir(), "midwatch-hooks-"));
  const secrets: Record<string, string> = { DEPLOY_SECRET: SECRET };
  const inbox = new FolderInbox(root);
  const clock = new FakeClock(NOW);
  const all = { port: 0, hosts: [], perMinute: 1000, hooks: [{ ...HOOK, ...hook }], ...settings };
  const receiver = new Receiver(all, { inbox, clock, secrets: () => secrets });
  const troubles: string[] = [];
  const server = await WebhookServer.listen(
    0,
    (request) => receiver.receive(request),
    (trouble) => troubles.push(trouble),
  );
  onTestFinished(async () => {
    await server.close();
    await rm(root, { recursive: true });
  });
  const waiting = async () => (await inbox.waiting("ada")).map(({ text }) => text);
  const post = (body: string | Buffer, headers: Readonly<Record<string, string>> = {}, path = "/hooks/deploys") =>
    fetch(`http://127.0.0.1:${server.port}${path}`, {
      method: "POST",
      body: typeof body === "string" ? body : new Uint8Array(body),
      headers: { "content-type": "application/json", ...headers },
    });
  return { post, waiting, inbox, clock, secrets, troubles, port: server.port };
}

const hex = (body: string | Buffer, secret = SECRET, algorithm = "sha256") =>
  createHmac(algorithm, secret).update(body).digest("hex");
const signed = (body: string | Buffer, secret = SECRET) => ({ "x-hub-signature-256": `sha256=${hex(body, secret)}` });

function standard(body: string, { id = "msg_1", at = NOW, secret = SECRET } = {}) {
  const time = String(Math.floor(at / 1000));
  const proof = createHmac("sha256", secret).update(`${id}.${time}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": time, "webhook-signature": `v1,${proof}` };
}

/** What comes back for bytes that no client would send. */
const raw = (port: number, text: string) =>
  new Promise<string>((done, fail) => {
    let said = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    socket.setEncoding("utf8").on("data", (chunk: string) => {
      said += chunk;
    });
    socket.on("close", () => done(said)).on("error", fail);
  });

describe("a webhook", () => {
  it("says 202 when the message is on the disk, with where it came from", async () => {
    const { post, inbox } = await door({ title: "Look at this deployment", show: ["/state", "/deployment/id", "/no"] });
    const answer = await post(EVENT, { ...signed(EVENT), "x-github-event": "deployment_status" });
    expect([answer.status, await answer.json()]).toEqual([202, { message: expect.any(String) }]);
    expect(await inbox.waiting("ada")).toMatchObject([
      {
        text: "Look at this deployment (deployment_status)\n\n- /state: failure\n- /deployment/id: 7\n- /no: (not there)\n",
        origin: { by: "webhook deploys" },
        untrusted: true,
      },
    ]);
  });

  it("shows all of an event when nothing else is said", async () => {
    const { post, waiting } = await door();
    await post(EVENT, signed(EVENT));
    expect((await waiting())[0]).toContain('"environment": "production"');
  });

  it("tells who is answered where, of an event on GitHub that says so", async () => {
    const comment = { html_url: "https://github.com/o/r/issues/7#issuecomment-1", body: "look" };
    const body = JSON.stringify({
      sender: { id: 5, login: "alice" },
      repository: { full_name: "o/r" },
      issue: { number: 7 },
      comment,
    });
    const { post, inbox } = await door({ allow: [5] });
    expect((await post(body, signed(body))).status).toBe(202);
    expect(await inbox.waiting("ada")).toMatchObject([
      {
        origin: { by: "webhook deploys", actor: "alice (5)", url: comment.html_url },
        replyTo: { channel: "github", to: "o/r#7" },
      },
    ]);
  });

  it.each<[string, (body: string) => Record<string, string>, string?]>([
    ["no signature", () => ({})],
    ["a signature by another secret", (body) => signed(body, "another secret")],
    ["a signature of other bytes", (body) => signed(`${body} `)],
    ["sha1 only", (body) => ({ "x-hub-signature": `sha1=${hex(body, SECRET, "sha1")}` })],
    ["sha1 in the place of sha256", (body) => ({ "x-hub-signature-256": `sha1=${hex(body, SECRET, "sha1")}` })],
    ["upper case", (body) => ({ "x-hub-signature-256": `sha256=${hex(body).toUpperCase()}` })],
    ["no algorithm", (body) => ({ "x-hub-signature-256": hex(body) })],
    ["a signature that is cut short", (body) => ({ "x-hub-signature-256": `sha256=${hex(body).slice(0, -2)}` })],
    ["an empty signature", () => ({ "x-hub-signature-256": "sha256=" })],
    ["another content type", (body) => ({ ...signed(body), "content-type": "text/plain" })],
    ["a form", (body) => ({ ...signed(body), "content-type": "application/x-www-form-urlencoded" })],
    ["another character set", (body) => ({ ...signed(body), "content-type": "application/json; charset=utf-16" })],
  ])("answers 401 and queues nothing: %s (D10)", async (_, headers) => {
    const { post, waiting, troubles } = await door();
    const answer = await post(EVENT, headers(EVENT));
    expect([answer.status, await answer.json()]).toEqual([401, { error: "unauthorised" }]);
    expect(await waiting()).toEqual([]);
    expect(troubles).toMatchObject([expect.stringMatching(/^deploys: a request was refused: .+/)]);
  });

  it("answers 401 to a body that was compressed, or written anew, after it was signed (D10)", async () => {
    const { post, waiting } = await door();
    const packed = gzipSync(EVENT);
    expect((await post(packed, { ...signed(packed), "content-encoding": "gzip" })).status).toBe(401);
    expect((await post(packed, { ...signed(EVENT), "content-encoding": "gzip" })).status).toBe(401);
    expect((await post(JSON.stringify(JSON.parse(EVENT), null, 1), signed(EVENT))).status).toBe(401);
    expect(await waiting()).toEqual([]);
  });

  it("answers 401 to two signatures, even if one of them is right (D10)", async () => {
    const { port, waiting } = await door();
    const lines = [
      "POST /hooks/deploys HTTP/1.1",
      `host: 127.0.0.1:${port}`,
      "content-type: application/json",
      `content-length: ${EVENT.length}`,
      `x-hub-signature-256: sha256=${hex(EVENT)}`,
      `x-hub-signature-256: sha256=${"0".repeat(64)}`,
      "connection: close",
    ];
    expect(await raw(port, `${lines.join("\r\n")}\r\n\r\n${EVENT}`)).toMatch(/^HTTP\/1.1 401 /);
    expect(await waiting()).toEqual([]);
  });

  it("takes the same event once, whatever the delivery calls itself, also after a start anew (D11)", async () => {
    const first = await door();
    for (const delivery of ["a", "a", "b"])
      expect((await first.post(EVENT, { ...signed(EVENT), "x-github-delivery": delivery })).status).toBe(202);
    expect(await first.waiting()).toHaveLength(1);
    const again = new Receiver(
      { port: 0, hosts: [], perMinute: 10, hooks: [HOOK] },
      { inbox: first.inbox, clock: first.clock, secrets: () => first.secrets },
    );
    const headers = Object.entries({ ...signed(EVENT), "content-type": "application/json", host: "localhost" });
    const request = { method: "POST", path: "/hooks/deploys", headers, body: Buffer.from(EVENT) };
    const [message] = await first.inbox.waiting("ada");
    await first.inbox.finish("ada", message?.id ?? "");
    expect((await again.receive(request)).said).toEqual({ message: message?.id });
    expect(await first.waiting()).toEqual([]);
  });

  it("takes Standard Webhooks once by their id, and none that is old, from the future, or by another secret (D11)", async () => {
    const { post, waiting } = await door({ signature: "standard" });
    const status = async (headers: Record<string, string>) => (await post(EVENT, headers)).status;
    expect(await status(standard(EVENT))).toBe(202);
    expect(await status(standard(EVENT, { at: NOW + 60_000 }))).toBe(202);
    expect(await waiting()).toHaveLength(1);
    expect(await status(standard(EVENT, { id: "msg_2", at: NOW - 6 * 60_000 }))).toBe(401);
    expect(await status(standard(EVENT, { id: "msg_3", at: NOW + 6 * 60_000 }))).toBe(401);
    expect(await status(standard(EVENT, { id: "msg_4", secret: "another" }))).toBe(401);
    expect(await status({ ...standard(EVENT), "webhook-id": "msg_5" })).toBe(401);
    expect(await status(signed(EVENT))).toBe(401);
    expect(await status(standard(EVENT, { id: "msg_6" }))).toBe(202);
    expect(await waiting()).toHaveLength(2);
  });

  it("takes no more than it may at once, and says when to come again (D11)", async () => {
    const { post, waiting, clock, troubles } = await door({}, { perMinute: 20 });
    const bodies = Array.from({ length: 60 }, (_, n) => JSON.stringify({ n }));
    const answers = await Promise.all(bodies.map((body) => post(body, signed(body))));
    const refused = answers.filter(({ status }) => status === 429);
    expect([answers.filter(({ status }) => status === 202).length, refused.length]).toEqual([20, 40]);
    expect(refused[0]?.headers.get("retry-after")).toBe("3");
    expect(troubles[0]).toMatch(/more than 20 events at once/);
    expect(await waiting()).toHaveLength(20);
    clock.advance(3000);
    const body = JSON.stringify({ n: 60 });
    expect((await post(body, signed(body))).status).toBe(202);
  });

  it("lets nobody without a secret use up what others may send", async () => {
    const { post } = await door({}, { perMinute: 1 });
    for (let n = 0; n < 5; n++) expect((await post(EVENT, signed(EVENT, "wrong"))).status).toBe(401);
    expect((await post(EVENT, signed(EVENT))).status).toBe(202);
  });

  it.each([
    ["missing", undefined, /no credential DEPLOY_SECRET/],
    ["empty", "", /no credential DEPLOY_SECRET/],
    ["short", "secret", /fewer than 16 characters/],
  ])("starts with no secret that is %s (D09)", async (_, secret, why) => {
    await expect(door({ secret: "OTHER" })).rejects.toThrow("webhooks.hooks.deploys: there is no credential OTHER");
    const secrets: () => Record<string, string> = () => (secret === undefined ? {} : { DEPLOY_SECRET: secret });
    const all = { port: 0, hosts: [], perMinute: 1, hooks: [HOOK] };
    const make = () => new Receiver(all, { inbox: new FolderInbox("/none"), clock: new FakeClock(NOW), secrets });
    expect(make).toThrow(why);
  });

  it("goes by a secret that was changed from then on, and lets nobody in while there is none (D12, C09)", async () => {
    const { post, secrets, waiting, troubles } = await door();
    const bodies = ["1", "2", "3", "4"].map((n) => JSON.stringify({ n })) as [string, string, string, string];
    expect((await post(bodies[0], signed(bodies[0]))).status).toBe(202);
    secrets.DEPLOY_SECRET = "the new secret of this hook";
    expect((await post(bodies[1], signed(bodies[1]))).status).toBe(401);
    expect((await post(bodies[2], signed(bodies[2], secrets.DEPLOY_SECRET))).status).toBe(202);
    delete secrets.DEPLOY_SECRET;
    expect((await post(bodies[3], signed(bodies[3], ""))).status).toBe(503);
    expect(await waiting()).toHaveLength(2);
    expect(troubles.at(-1)).toMatch(/no credential DEPLOY_SECRET/);
  });

  it("says 202 of nothing that could not be kept", async () => {
    const { port: _, ...rest } = await door();
    const full = { put: () => Promise.reject(new Error("ENOSPC: no space left on device")) };
    const receiver = new Receiver(
      { port: 0, hosts: [], perMinute: 10, hooks: [HOOK] },
      { inbox: full, clock: rest.clock, secrets: () => rest.secrets },
    );
    const headers = Object.entries({ ...signed(EVENT), "content-type": "application/json", host: "localhost" });
    const request = { method: "POST", path: "/hooks/deploys", headers, body: Buffer.from(EVENT) };
    expect(await receiver.receive(request)).toMatchObject({ status: 503, trouble: expect.stringContaining("ENOSPC") });
  });

  it("passes over senders that nobody has allowed, kinds that do not count, and pings (X05, I01)", async () => {
    const { post, waiting } = await door({ allow: [5], events: ["issue_comment"] });
    const send = async (id: number, kind: string) => {
      const body = JSON.stringify({ sender: { id, login: "alice" }, at: `${id} ${kind}` });
      const answer = await post(body, { ...signed(body), "x-github-event": kind });
      return [answer.status, await answer.json()];
    };
    expect(await send(6, "issue_comment")).toEqual([200, { ignored: "its sender, the account 6, is not under allow" }]);
    expect(await send(5, "push")).toEqual([200, { ignored: "not one of issue_comment" }]);
    expect(await send(5, "ping")).toEqual([200, { ignored: "a ping: it works" }]);
    expect(await send(5, "issue_comment")).toEqual([202, { message: expect.any(String) }]);
    expect(await waiting()).toHaveLength(1);
  });

  it("is nothing but a POST, to a hook that is there, under a name of this host's, of a size", async () => {
    const { post, port, waiting } = await door({}, { hosts: ["hooks.example.org"] });
    expect((await fetch(`http://127.0.0.1:${port}/hooks/deploys`)).status).toBe(405);
    for (const path of ["/", "/hooks", "/hooks/other", "/hooks/deploys/", "/hooks/deploys?x=1", "/hooks/../hooks/x"])
      expect((await post(EVENT, signed(EVENT), path)).status).toBe(404);
    const named = (host: string, body: string) =>
      raw(
        port,
        `POST /hooks/deploys HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\nx-hub-signature-256: sha256=${hex(body)}\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
      );
    expect(await named("evil.example.org", '{"a":1}')).toMatch(/^HTTP\/1.1 421 /);
    expect(await named("hooks.example.org", '{"a":2}')).toMatch(/^HTTP\/1.1 202 /);
    expect(await named(`localhost:${port}`, '{"a":3}')).toMatch(/^HTTP\/1.1 202 /);
    const large = JSON.stringify({ text: "x".repeat(1024 * 1024) });
    expect((await post(large, signed(large))).status).toBe(413);
    const broken = "{";
    expect((await post(broken, signed(broken))).status).toBe(400);
    expect(await waiting()).toHaveLength(2);
  });

  it.for<[string, string | Buffer, number]>([
    ["is 200,000 deep", `${"[".repeat(200_000)}${"]".repeat(200_000)}`, 400],
    ["is 200,000 deep, and cut off", '{"a":'.repeat(100_000), 400],
    ["is no UTF-8", Buffer.from([0x22, 0xff, 0xfe, 0x22]), 400],
    ["is empty", "", 400],
    ["has a number that is larger than all", '{"sender":{"id":1e999},"n":1e999}', 202],
    ["has a number of a million digits", `{"n":${"9".repeat(900_000)}}`, 202],
    ["has a key twice", '{"sender":{"id":1},"sender":{"id":[2]}}', 202],
    ["has a key that objects have", '{"__proto__":{"sender":{"id":1}},"constructor":1}', 202],
    ["has half characters", '{"sender":{"id":1,"login":"\\ud800"},"\\udc00":"\\ud800"}', 202],
    ["is no object", "null", 202],
  ])("gives one answer for good to a body that %s (S19)", async ([, body, status]) => {
    const { post, troubles } = await door({ allow: "all" });
    const answers = [await post(body, signed(body)), await post(body, signed(body))];
    expect(answers.map((answer) => answer.status)).toEqual([status, status]);
    expect(troubles.filter((trouble) => !trouble.includes("is no JSON"))).toEqual([]);
  });

  it("cuts off who sends slowly, and answers others meanwhile (D08)", async () => {
    const { post, port } = await door();
    const slow = Array.from({ length: 20 }, () =>
      raw(port, "POST /hooks/deploys HTTP/1.1\r\nhost: localhost\r\nx-a: "),
    );
    expect((await post(EVENT, signed(EVENT))).status).toBe(202);
    for (const said of await Promise.all(slow)) expect(said).toMatch(/^HTTP\/1.1 408 /);
  });
});
