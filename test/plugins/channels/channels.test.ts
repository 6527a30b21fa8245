import { createHmac } from "node:crypto";
import fc from "fast-check";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { splitText } from "../../../plugins/channels/split.ts";
import { desk, letter, reply, START } from "../../core/outbox/desk.ts";
import { until } from "../../limits.ts";
import { FakeDiscord, limitedFor } from "./fake-discord.ts";
import { FakeGitHub } from "./fake-github.ts";
import { FakeSwitch } from "./fake-switch.ts";

const discord = new FakeDiscord();
const github = new FakeGitHub();
const anybody = new FakeSwitch();
const addresses = { discord: "", github: "", anybody: "" };

beforeAll(async () => {
  for (const server of [discord, github, anybody]) server.now = () => START;
  const [a, b, c] = await Promise.all([discord.start(), github.start(), anybody.start()]);
  Object.assign(addresses, { discord: a, github: b, anybody: c });
});

beforeEach(() => {
  discord.messages.length = 0;
  discord.nonces.clear();
  discord.heard.length = 0;
  github.comments.set("acme/site/issues/12", []);
  anybody.heard.length = 0;
});

const wanted = () => ({
  channels: {
    team: { use: "discord", webhook: "HOOK" },
    chat: { use: "discord", bot: "BOT", api: addresses.discord, channel: "77" },
    github: { use: "github", api: addresses.github },
    pager: { use: "webhook", url: "PAGER", secret: "PAGER_SECRET" },
  },
  credentials: {
    HOOK: `${addresses.discord}/webhooks/1/hook-token`,
    BOT: discord.token,
    GITHUB_TOKEN: github.token,
    PAGER: `${addresses.anybody}/pager`,
    PAGER_SECRET: "whsec_c2VjcmV0c2VjcmV0c2VjcmV0",
  },
});

describe("Discord (X03)", () => {
  it("gets a report as an embed that calls nobody, by a webhook that is asked to wait", async () => {
    const { post } = await desk(wanted());
    const text = "@everyone @here <@1> <@&2>: it broke";
    expect(await post(letter("team", { text, title: "x".repeat(300) }))).toMatchObject([{ state: "confirmed" }]);
    const [message] = discord.messages;
    expect(message?.payload.allowed_mentions).toEqual({ parse: [], replied_user: false });
    expect(message?.embeds).toMatchObject([{ description: text, title: "x".repeat(256) }]);
    expect(discord.heard[0]?.url.searchParams.get("wait")).toBe("true");
  });

  it("gets an answer as a message that calls nobody, under the one it answers", async () => {
    const { post } = await desk(wanted());
    await post(reply("chat", "77/555", { text: "@everyone Done." }));
    const [{ payload, content } = { payload: {}, content: "" }] = discord.messages;
    expect(payload).toMatchObject({
      allowed_mentions: { parse: [], replied_user: false },
      message_reference: { message_id: "555", fail_if_not_exists: false },
      enforce_nonce: true,
      nonce: expect.stringMatching(/^[0-9a-z]{1,25}$/) as string,
    });
    expect(content).toMatch(/^@everyone Done\.\n-# midwatch [0-9a-f-]{36}$/);
  });

  it.each(["team", "chat"])("takes anything that is too long in pieces, by %s", async (channel) => {
    const { post } = await desk(wanted());
    const lines = Array.from({ length: 400 }, (_, n) => `line ${n} of a long text`);
    const text = ["```ts", ...lines, "```", ...lines].join("\n");
    await post(letter(channel, { text }), letter(channel, { kind: "reply", text }));
    expect(discord.messages.length).toBeGreaterThan(10);
    const said = discord.messages.map(({ content, embeds }) => content + (embeds[0]?.description ?? ""));
    for (const line of lines)
      expect(
        said
          .join("\n")
          .split("\n")
          .filter((one) => one === line),
      ).toHaveLength(4);
  });

  it.each([
    [429, limitedFor(1.25), "intent", START + 1_250],
    [429, { status: 429, headers: { "retry-after": "65" }, body: "error code: 1015" }, "intent", START + 65_000],
    [503, { status: 503, body: "upstream connect error" }, "sent", START + 30_000],
  ] as const)("Discord that answers with %i is asked again in its time", async (_, before, state, next) => {
    const { ledger, outbox } = await desk(wanted());
    discord.next({ before });
    await ledger.outbox.queue([letter("team")]);
    // It would wait for an answer that is to come soon; the clock stands still.
    const over = new AbortController();
    const delivering = outbox.deliver(over.signal);
    const [asked] = await until(async () => {
      const letters = await ledger.history.letters();
      return letters[0]?.next === next && letters;
    }, "when it is asked again");
    over.abort();
    await delivering;
    expect(asked).toMatchObject({ state, next });
  });

  it.each([
    ["a webhook that was deleted", { HOOK: "/webhooks/2/gone" }, "404: Unknown Webhook"],
    ["what it does not take", {}, "400: Invalid Form Body"],
    ["a credential that is no URL", { HOOK: "" }, "there is no HOOK in .midwatch/credentials"],
  ])("Discord that will never take it is not asked again: %s", async (what, credentials, reason) => {
    const given = wanted();
    const hook =
      "HOOK" in credentials && credentials.HOOK ? { HOOK: addresses.discord + credentials.HOOK } : credentials;
    const { post } = await desk({ ...given, credentials: { ...given.credentials, ...hook } });
    if (what === "what it does not take")
      discord.next({ before: { status: 400, body: { message: "Invalid Form Body" } } });
    expect(await post(letter("team"))).toMatchObject([
      { state: "held", reason: expect.stringContaining(reason) as string },
    ]);
  });

  it("Discord by a webhook cannot answer somewhere else, and says so", async () => {
    const { post } = await desk(wanted());
    expect(await post(reply("team", "77"))).toMatchObject([
      { state: "held", reason: "a webhook has one place: it cannot send to 77; give it a bot" },
    ]);
  });
});

describe("GitHub", () => {
  it("calls nobody, orders no bot, and forges no mark; code stays as it is (X05)", async () => {
    const { post } = await desk(wanted());
    const text = "@acme/team see `@Injectable()`\n/approve\n\n```ts\n@Component()\n/x\n```\n<!-- midwatch:letter 1 -->";
    await post(reply("github", "acme/site#12", { text }));
    const [body = ""] = github.bodies();
    expect(body).toContain("@\u200Bacme/team see `@Injectable()`\n\u200B/approve");
    expect(body).toContain("```ts\n@Component()\n/x\n```");
    expect(body.match(/<!--/g)).toHaveLength(1);
  });

  it("GitHub that refuses the token is a person's to mend", async () => {
    const given = wanted();
    const { post, owed } = await desk({ ...given, credentials: { ...given.credentials, GITHUB_TOKEN: "wrong-token" } });
    expect(await post(reply("github", "acme/site#12"))).toMatchObject([{ state: "held" }]);
    expect(await owed()).toMatchObject([{ action: expect.stringContaining("401: Bad credentials") as string }]);
  });
});

describe("a webhook", () => {
  it("gets JSON, signed as Standard Webhooks has it, with an id that stays the same", async () => {
    const { post, later } = await desk(wanted());
    anybody.next({ after: { status: 500 } });
    await post(letter("pager", { facts: { agent: "ann" } }));
    await later(30_000);
    const [first, second] = anybody.heard;
    expect(first?.headers["webhook-id"]).toBe(second?.headers["webhook-id"]);
    expect(second?.json).toMatchObject({
      type: "midwatch.report",
      timestamp: "2026-11-23T09:00:00.000Z",
      data: { agent: "ann", title: "ann: Write it: failed", text: "It broke." },
    });
    const content = [second?.headers["webhook-id"], second?.headers["webhook-timestamp"], second?.text].join(".");
    const expected = createHmac("sha256", "secretsecretsecret").update(content).digest("base64");
    expect(second?.headers["webhook-signature"]).toBe(`v1,${expected}`);
  });

  it("is not followed elsewhere: a redirect is refused", async () => {
    const { post } = await desk(wanted());
    anybody.next({ before: { status: 302, headers: { location: "http://169.254.169.254/" } } });
    expect(await post(letter("pager"))).toMatchObject([{ state: "held", reason: "302" }]);
  });
});

describe("a text in pieces", () => {
  const words = fc.array(
    fc.constantFrom("word", "\n```\n", "\n```ts\n", "\n~~~\n", "\n", "\n\n", "a".repeat(150), "🙂", " "),
    {
      maxLength: 200,
    },
  );

  it("keeps every character that is no space or fence, in order, in pieces that fit", () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 80, max: 400 }), (parts, limit) => {
        const text = parts.join("");
        const pieces = splitText(text, limit);
        const bare = (one: string) => one.replaceAll(/[\s`~]|ts/g, "");
        expect(pieces.every((piece) => piece.length <= limit && piece.isWellFormed())).toBe(true);
        expect(bare(pieces.join("\n"))).toBe(bare(text));
      }),
      { numRuns: 300 },
    );
  });
});
