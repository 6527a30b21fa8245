import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, onTestFinished } from "vitest";
import channels from "../../../plugins/channels/index.ts";
import type { PartConfig } from "../../../src/core/contracts/agent.ts";
import { askCommand } from "../../../src/core/parts/ask.ts";
import { commandChannel } from "../../../src/policies/command/channel.ts";
import { describeChannel, FakeClock, partOf, testHost } from "../../../src/testing/index.ts";
import { START } from "../../core/outbox/desk.ts";
import { FakeDiscord } from "./fake-discord.ts";
import { FakeGitHub } from "./fake-github.ts";
import { FakeSwitch } from "./fake-switch.ts";

const github = new FakeGitHub();
const discord = new FakeDiscord();
const anybody = new FakeSwitch();
/** Finding out how programs are contained takes longer than all the rest. */
const anyHost = testHost("/tmp", { PATH: process.env.PATH ?? "" });
const at = { github: "", discord: "", anybody: "", nowhere: "" };

beforeAll(async () => {
  for (const server of [github, discord, anybody]) server.now = () => START;
  [at.github, at.discord, at.anybody] = await Promise.all([github.start(), discord.start(), anybody.start()]);
  const gone = new FakeSwitch();
  at.nowhere = await gone.start();
  gone.stop();
});

interface Wanted {
  readonly to?: string;
  /** Its options, and its credentials, for a server at that address. */
  readonly part: (address: string) => PartConfig;
  readonly secrets: (address: string) => Readonly<Record<string, string>>;
  readonly address: () => string;
  readonly arrived: () => readonly string[];
}

const of = (name: string, { to = "", part, secrets, address, arrived }: Wanted) =>
  describeChannel(name, async () => {
    github.comments.set("acme/site/issues/12", []);
    discord.messages.length = 0;
    discord.nonces.clear();
    anybody.heard.length = 0;
    const made = async (where: string) => {
      const host = { ...(await anyHost), credentials: secrets(where), clock: new FakeClock(START) };
      return partOf(channels, "channel", part(where), host);
    };
    return { channel: await made(address()), unreachable: await made(at.nowhere), to, arrived };
  });

of("github", {
  to: "acme/site#12",
  part: (api) => ({ use: "github", api }),
  secrets: () => ({ GITHUB_TOKEN: github.token }),
  address: () => at.github,
  arrived: () => github.bodies(),
});

of("discord, with a bot", {
  to: "77",
  part: (api) => ({ use: "discord", bot: "BOT", api }),
  secrets: () => ({ BOT: discord.token }),
  address: () => at.discord,
  arrived: () => discord.messages.map(({ content }) => content),
});

of("discord, with a webhook", {
  part: () => ({ use: "discord", webhook: "HOOK" }),
  secrets: (address) => ({ HOOK: `${address}/webhooks/1/hook-token` }),
  address: () => at.discord,
  arrived: () => discord.messages.map(({ content }) => content),
});

of("webhook", {
  part: () => ({ use: "webhook", url: "HOOK" }),
  secrets: (address) => ({ HOOK: `${address}/hook` }),
  address: () => at.anybody,
  arrived: () => anybody.heard.map(({ text }) => text),
});

describeChannel("command", async () => {
  const folder = await mkdtemp(join(tmpdir(), "midwatch-channel-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "keep.sh"), "tr '\\n' ' ' >> letters; echo >> letters\n");
  const { processes } = await anyHost;
  const host = {
    ...(await anyHost),
    ask: askCommand({ processes, environment: { PATH: process.env.PATH ?? "" } }, folder),
  };
  const made = (run: string[]) => commandChannel.create({ run, seconds: 600 }, host);
  const arrived = () => readFileSync(join(folder, "letters"), "utf8").split("\n").filter(Boolean);
  return { channel: made(["sh", "./keep.sh"]), unreachable: made(["sh", "./missing.sh"]), to: "", arrived };
});
