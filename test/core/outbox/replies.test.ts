import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Channel, Sent } from "../../../src/core/contracts/channel.ts";
import { FakeDiscord, limitedFor } from "../../plugins/channels/fake-discord.ts";
import { FakeGitHub, SECONDARY } from "../../plugins/channels/fake-github.ts";
import type { Mood } from "../../plugins/channels/loopback.ts";
import { desk, letter, reply, START } from "./desk.ts";

const github = new FakeGitHub();
const discord = new FakeDiscord();
const credentials = { GITHUB_TOKEN: github.token, BOT: discord.token };
let channels: Record<string, { use: string; api: string; bot?: string }>;

beforeAll(async () => {
  github.now = () => START;
  discord.now = () => START;
  const [api, discordApi] = await Promise.all([github.start(), discord.start()]);
  channels = { github: { use: "github", api }, chat: { use: "discord", bot: "BOT", api: discordApi } };
});

beforeEach(() => {
  github.comments.set("acme/site/issues/12", []);
  github.heard.length = 0;
  discord.messages.length = 0;
  discord.heard.length = 0;
  discord.nonces.clear();
});

const HOW: readonly (readonly [string, Mood])[] = [
  ["a 502 after it took effect", { after: { status: 502, body: { message: "Server Error" } } }],
  ["a connection that broke after it took effect", { after: {} }],
  ["a 503 before it took effect", { before: { status: 503 } }],
  ["a connection that broke before it took effect", { before: {} }],
];

describe("a reply whose fate is not known is looked for before it is sent again (X02)", () => {
  it.each([
    ...HOW,
    ["a secondary limit after it took effect", { after: SECONDARY }] as const,
    ["a secondary limit before it took effect", { before: SECONDARY }] as const,
  ])("a reply at GitHub is looked for before it is sent again: %s", async (_, mood) => {
    const { post, later } = await desk({ channels, credentials });
    github.next(mood);
    expect(await post(reply("github", "acme/site#12"))).toMatchObject([{ state: "sent", attempts: 1 }]);
    expect(await later(60_000)).toMatchObject([{ state: "confirmed" }]);
    expect(github.bodies()).toHaveLength(1);
    expect(github.heard.map(({ method }) => method).slice(0, 2)).toEqual(["POST", "GET"]);
  });

  it.each(HOW)(
    "a reply at Discord, with a bot, is looked for when its nonce is long forgotten: %s",
    async (_, mood) => {
      const { post, later } = await desk({ channels, credentials });
      discord.next(mood);
      expect(await post(reply("chat", "77"))).toMatchObject([{ state: "sent" }]);
      discord.nonces.clear();
      expect(await later(60_000)).toMatchObject([{ state: "confirmed" }]);
      expect(discord.messages).toHaveLength(1);
    },
  );

  it("a long reply that was cut short is sent on: what has arrived is not sent again, the rest is", async () => {
    const { post, later } = await desk({ channels, credentials });
    discord.next(undefined, { after: { status: 500 } });
    const text = Array.from({ length: 90 }, (_, n) => `This is sentence number ${n} of the answer to a long question.`);
    await post(reply("chat", "77", { text: text.join("\n") }));
    discord.nonces.clear();
    await later(60_000);
    expect(discord.messages).toHaveLength(3);
    for (const sentence of text)
      expect(discord.messages.filter(({ content }) => content.split("\n").includes(sentence))).toHaveLength(1);
  });

  it("among the comments of a busy day, on whatever page it stands", async () => {
    const { post, later } = await desk({ channels, credentials });
    const busy = Array.from({ length: 250 }, (_, id) => ({
      id,
      body: "+1",
      updated_at: new Date(START).toISOString(),
    }));
    github.comments.set("acme/site/issues/12", busy);
    github.next({ after: { status: 500 } });
    await post(reply("github", "acme/site#12"));
    expect(await later(60_000)).toMatchObject([{ state: "confirmed" }]);
    expect(github.bodies().filter((body) => body !== "+1")).toHaveLength(1);
  });
});

describe("a limit", () => {
  it("is kept to, for all that is to be sent there, and for no other channel", async () => {
    const { post, later } = await desk({ channels, credentials });
    discord.next({ before: limitedFor(30.5) });
    const states = await post(reply("chat", "77"), reply("chat", "77"), reply("github", "acme/site#12"));
    expect(states.map(({ state }) => state)).toEqual(["intent", "intent", "confirmed"]);
    expect(states[1]?.next).toBe(START + 30_500);
    await later(30_499);
    expect(discord.heard).toHaveLength(1);
    await later(1);
    expect(discord.messages).toHaveLength(2);
  });

  it("a limit that is over in a moment is waited for", async () => {
    const { post, clock } = await desk({ channels, credentials });
    discord.next({ before: limitedFor(0.3) });
    const posted = post(reply("chat", "77"));
    await clock.sleeping();
    clock.advance(300);
    expect(await posted).toMatchObject([{ state: "confirmed" }]);
  });

  it("a limit of GitHub's that says no time is kept to for a minute", async () => {
    const { post } = await desk({ channels, credentials });
    github.next({ before: { status: 403, body: SECONDARY.body } });
    expect(await post(reply("github", "acme/site#12"))).toMatchObject([{ next: START + 60_000 }]);
  });

  it("a limit of GitHub's for the hour is kept to until it begins anew", async () => {
    const { post } = await desk({ channels, credentials });
    const reset = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(START / 1000 + 900) };
    github.next({ before: { status: 403, headers: reset, body: { message: "API rate limit exceeded" } } });
    expect(await post(reply("github", "acme/site#12"))).toMatchObject([{ next: START + 900_000 }]);
  });
});

describe("a letter that does not arrive", () => {
  const never: Channel = { name: "never", send: async (): Promise<Sent> => ({ kind: "later", reason: "no route" }) };

  it("is tried again ever more seldom, for a day, and then owed by a person", async () => {
    const { ledger, post, later, owed } = await desk({ own: { never } });
    await post(reply("never", "me"));
    const waits: number[] = [];
    for (;;) {
      const [open] = await ledger.history.letters();
      if (open?.state !== "intent") break;
      waits.push(open.next - START);
      await later(open.next - START - (waits.at(-2) ?? 0));
    }
    expect(waits.slice(0, 4)).toEqual([30_000, 90_000, 210_000, 450_000]);
    expect(waits.at(-1)).toBeLessThanOrEqual(24 * 3_600_000);
    expect(await owed()).toMatchObject([
      { key: expect.stringMatching(/^reply:/), action: expect.stringContaining("no route") },
    ]);
  });

  it("is sent by its other channel after ten minutes, and the owner hears that the first one is down, once", async () => {
    const heard: string[] = [];
    const second: Channel = {
      name: "second",
      async send({ title }) {
        heard.push(title);
        return { kind: "sent" };
      },
    };
    const rules = [{ on: ["obligation" as const], to: "never", fallback: "second", at: "08:00" }];
    const { post, later, owed } = await desk({ own: { never, second }, reporting: { rules } });
    await post(letter("never", {}, { fallback: "second" }), letter("never", { title: "Two" }, { fallback: "second" }));
    for (let minute = 0; minute < 20; minute++) await later(60_000);
    expect(heard.toSorted()).toEqual(["Needs you", "Two", "ann: Write it: failed"]);
    expect(await owed()).toMatchObject([{ key: "channel:never" }]);
  });

  it("is not given to a channel that was thrown by it: a plugin's mistake is a reason, too", async () => {
    const broken: Channel = {
      name: "broken",
      async send() {
        throw new Error("cannot read properties of undefined");
      },
    };
    const { post } = await desk({ own: { broken } });
    expect(await post(letter("broken"))).toMatchObject([
      { state: "sent", reason: "cannot read properties of undefined" },
    ]);
  });
});
