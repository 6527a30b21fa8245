import { rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { FileLocks } from "../../src/core/host/locks.ts";
import { patience, until } from "../limits.ts";
import { FakeDiscord } from "../plugins/channels/fake-discord.ts";
import { FakeGitHub } from "../plugins/channels/fake-github.ts";
import type { Loopback } from "../plugins/channels/loopback.ts";
import { appears } from "./command-line.ts";
import { TestFleet, write } from "./fleet.ts";

const github = new FakeGitHub();
const discord = new FakeDiscord();
const addresses = { github: "", discord: "" };

beforeAll(async () => {
  [addresses.github, addresses.discord] = await Promise.all([github.start(), discord.start()]);
});

/** Each item is answered with its id, and enough words for two messages of Discord's. */
const ANSWERS = `
item=$(grep -m1 -o '"id": "[a-z0-9-]*"' "$MIDWATCH_ITEM" | cut -d'"' -f4)
mkdir -p work && echo done > "work/$item"
words=$(printf "answer-to-$item %.0s" $(seq 150))
echo '{"type":"message","text":"WORDS\\n\\n\`\`\`midwatch\\nitem: done\\nreason: as asked\\n\`\`\`"}' | sed "s/WORDS/$words/"`;

const ISSUE = { channel: "github", to: "acme/site#12" };
const CHAT = { channel: "chat", to: "77" };
const ITEMS = { i1: ISSUE, i2: ISSUE, i3: ISSUE, i4: ISSUE, i5: CHAT, i6: CHAT, i7: CHAT };

/** A fleet that is asked for seven things, by people who wait for the answers where they asked. */
function asked() {
  const fleet = new TestFleet({ agents: { ann: { program: ANSWERS, work: "[asked]" } } });
  const items = Object.entries(ITEMS).map(([id, replyTo]) => ({ id, title: `Answer ${id}`, replyTo }));
  write(fleet.root, "asked.json", JSON.stringify(items));
  fleet.configure([
    "workspaces: { desk: { remote: ../remote.git } }",
    `sources: [{ use: command, name: asked, tier: secondary, run: [cat, ${join(fleet.root, "asked.json")}] }]`,
    "channels:",
    `  github: { use: github, api: "${addresses.github}" }`,
    `  chat: { use: discord, bot: BOT, api: "${addresses.discord}" }`,
  ]);
  const secrets = `GITHUB_TOKEN=${github.token}\nBOT=${discord.token}\n`;
  write(fleet.folder, ".midwatch/credentials", secrets, 0o600);
  return fleet;
}

/** Runs a session, and kills it at the moment when a server has dealt with its message, or would have. */
async function killedWhile(
  fleet: TestFleet,
  server: Loopback,
  { nth, silent }: { readonly nth: number; readonly silent: "before" | "after" },
) {
  server.next(...Array.from({ length: nth - 1 }, () => undefined), { silent });
  const written = server.written(nth);
  const run = fleet.start("run", "ann", "--json");
  await written;
  run.kill();
  await run.finished;
  forget(fleet);
}

/** Time passes: what was sent just now may be looked for, and Discord's own memory is gone. */
function forget(fleet: TestFleet) {
  fleet.alter("UPDATE delivery SET next = 0 WHERE state IN ('intent', 'sent')");
  discord.nonces.clear();
}

const states = (fleet: TestFleet) => fleet.rows<{ state: string }>("SELECT state FROM delivery ORDER BY id");

/** How often an answer's words have arrived, and in how many messages. */
function arrived(item: string) {
  const all = [...github.bodies(), ...discord.messages.map(({ content }) => content)];
  const messages = all.filter((text) => text.includes(`answer-to-${item}`));
  return { messages: messages.length, words: messages.join(" ").match(new RegExp(`answer-to-${item}`, "g"))?.length };
}

it("answers arrive once, their sender killed with -9 at every step (X02, X04)", async () => {
  const fleet = asked();

  // The work has arrived, and nobody has written that down: there is no letter yet.
  fleet.hook("post-receive", "touch $signals/landed; while [ -e $signals/hold ]; do sleep 0.05; done");
  fleet.signal("hold");
  const first = fleet.start("run", "ann", "--json");
  await appears(join(fleet.signals, "landed"));
  first.kill();
  await first.finished;
  rmSync(join(fleet.signals, "hold"));
  fleet.unhook("post-receive");

  // The letter is written, and has not left: somebody else is sending.
  const lock = await new FileLocks(join(fleet.folder, ".midwatch/locks")).hold("outbox", patience());
  const second = fleet.start("run", "ann", "--json");
  await until(() => states(fleet).length === 2, "the letter");
  second.kill();
  await second.finished;
  lock.release();
  expect(github.heard).toEqual([]);

  // It has left, and never arrives; it has arrived, and nobody has written that down. Then the same between the two
  // messages of one answer. Each run sends what is left of the ones before.
  await killedWhile(fleet, github, { nth: 3, silent: "before" });
  await killedWhile(fleet, github, { nth: 2, silent: "after" });
  await killedWhile(fleet, discord, { nth: 1, silent: "before" });
  await killedWhile(fleet, discord, { nth: 3, silent: "after" });
  await killedWhile(fleet, discord, { nth: 3, silent: "after" });

  expect((await fleet.run("ann")).outcome.kind).toBe("idle");
  expect(states(fleet)).toEqual(Object.keys(ITEMS).map(() => ({ state: "confirmed" })));
  for (const [item, { channel }] of Object.entries(ITEMS))
    expect([item, arrived(item)]).toEqual([item, { messages: channel === "chat" ? 2 : 1, words: 150 }]);
  expect(fleet.files().filter((path) => path.startsWith("work/"))).toHaveLength(7);
});
