import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { builtIn } from "../../src/built-in.ts";
import { loadConfig } from "../../src/config/config.ts";
import { credentialWarnings } from "../../src/config/credential-warnings.ts";
import { ConfigError } from "../../src/core/errors.ts";

const AGENT = "---\ndescription: Trades\nbackend: { use: command, run: [node, ./trader.mjs] }\n---\nTrade.\n";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "midwatch-outgoing-"));
  await mkdir(join(folder, "agents"));
  await writeFile(join(folder, "agents", "trader.md"), AGENT);
});
afterEach(() => rm(folder, { recursive: true }));

async function load(settings: string) {
  await writeFile(join(folder, "midwatch.yaml"), `workspaces: { desk: { remote: ./desk.git } }\n${settings}\n`);
  return loadConfig(folder, builtIn());
}

async function problems(settings: string): Promise<readonly string[]> {
  const thrown: unknown = await load(settings).catch((error: unknown) => error);
  if (!(thrown instanceof ConfigError)) throw new Error("there was no mistake to be found");
  return thrown.message.split("\n");
}

it("nothing is told, and nobody, unless a fleet says so", async () => {
  expect(await load("")).toMatchObject({ channels: {}, reporting: { rules: [] } });
});

it("the dead man's switch is a channel of its own, by the name of a credential", async () => {
  const { channels, reporting } = await load(
    "deadMan: { url: HC_URL }\nreports: [{ on: digest, to: mail }]\nchannels: { mail: { use: command, run: [sh] } }",
  );
  expect(channels["dead-man"]).toEqual({ use: "healthchecks", url: "HC_URL" });
  expect(reporting).toEqual({ rules: [{ on: ["digest"], to: "mail", at: "08:00" }], deadMan: { fallback: undefined } });
});

it("a channel without its secret is warned of, and what the secret is is said nowhere", async () => {
  const parts = builtIn();
  const config = await load("channels: { github: { use: github }, team: { use: discord, webhook: TEAM_HOOK } }");
  await mkdir(join(folder, ".midwatch"));
  await writeFile(join(folder, ".midwatch", "credentials"), "TEAM_HOOK=https://discord.com/x\n", { mode: 0o600 });
  expect(credentialWarnings(config, parts)).toEqual([
    {
      file: "midwatch.yaml",
      message: "the channel github can send nothing: there is no GITHUB_TOKEN in .midwatch/credentials",
    },
  ]);
});

it("a secret that is too short to be known again is warned of, by its name (C11)", async () => {
  const config = await load("");
  expect(credentialWarnings(config, builtIn())).toEqual([]);
  await mkdir(join(folder, ".midwatch"));
  await writeFile(join(folder, ".midwatch", "credentials"), "PIN=1234567\nLONG=12345678\nNONE=\n", { mode: 0o600 });
  expect(credentialWarnings(config, builtIn()).map(({ message }) => message)).toEqual([
    "PIN in .midwatch/credentials has fewer than 8 characters: it is not taken out of what agents write; have a longer one issued",
  ]);
});

it.for([
  ["reports: [{ on: failed, to: team }]", 'midwatch.yaml:2: reports.0.to: no channel is called "team"; there are none'],
  [
    "channels: { a: { use: command, run: [x] } }\nreports: [{ on: failed, to: a, fallback: constructor }]",
    'midwatch.yaml:3: reports.0.fallback: no channel is called "constructor"; there are: a',
  ],
  ["deadMan: { url: HC, fallback: x }", 'midwatch.yaml:2: deadMan.fallback: no channel is called "x"; there are none'],
  [
    "deadMan: { url: https://hc-ping.com/1 }",
    "midwatch.yaml:2: deadMan.url: write the NAME of a line in .midwatch/credentials, never the secret itself",
  ],
  [
    "channels: { team: { use: discord, webhook: https://discord.com/api/webhooks/1/x } }",
    "midwatch.yaml:2: channels.team.webhook: write the NAME of a line in .midwatch/credentials, never the secret itself",
  ],
  ["channels: { team: { use: discord } }", "midwatch.yaml:2: channels.team: give it either a webhook or a bot"],
  [
    "channels: { team: { use: telegram } }",
    'midwatch.yaml:2: channels.team.use: no channel is called "telegram"; there are: command, github, discord, webhook, healthchecks',
  ],
  [
    "channels: { dead-man: { use: command, run: [x] } }",
    "midwatch.yaml:2: channels: dead-man is the switch's own; set it with deadMan",
  ],
] as const)("a mistake is named with its place and its remedy: %s", async ([settings, problem]) => {
  expect(await problems(settings)).toEqual([problem]);
});
