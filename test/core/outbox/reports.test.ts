import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { FakeSwitch } from "../../plugins/channels/fake-switch.ts";
import { desk, letter, START } from "./desk.ts";
import { mailbox } from "./mailbox.ts";

const HOUR = 3_600_000;

describe("the outbox", () => {
  it("sends what is said twice once, whoever says it (O06)", async () => {
    const { channel, titles } = mailbox();
    const { post } = await desk({ own: { team: channel } });
    const same = letter("team", {}, { key: "failed:ann:deadline:2026-11-23" });
    await post(same);
    await post(same, { ...same, letter: { ...same.letter, title: "again" } });
    expect(titles()).toEqual(["ann: Write it: failed"]);
  });

  it("takes secrets out of what it sends, and out of why it could not (C05)", async () => {
    const { channel, letters } = mailbox();
    const said = { ...channel, send: async () => ({ kind: "unknown", reason: "at https://x/s3cr3t-token" }) as const };
    const credentials = { TOKEN: "s3cr3t-token", KEY: "-----BEGIN KEY-----\\nMIIEvAIBADANBg\\n-----END KEY-----" };
    const { post } = await desk({ own: { team: channel, down: said }, credentials });
    const text = `s3cr3t-token ${Buffer.from("s3cr3t-token").toString("base64")} MIIEvAIBADANBg ghp_${"a".repeat(36)} fine`;
    const states = await post(letter("team", { text, title: "s3cr3t-token" }), letter("down"));
    const [sent] = letters;
    expect(sent?.text).toMatch(/^\(TOKEN\) \(TOKEN\)=* \(KEY\) \(a secret was here\) fine$/);
    expect(sent?.title).toBe("(TOKEN)");
    expect(states[1]?.reason).toBe("at https://x/(TOKEN)");
  });

  it("sends a digest a day, from its hour on, with what needs somebody (O06)", async () => {
    const { channel, letters } = mailbox();
    const rules = [{ on: ["digest" as const], to: "team", at: "10:00" }];
    const { ledger, deliver, later } = await desk({ own: { team: channel }, reporting: { rules } });
    await ledger.oblige({ key: "k", owner: "owner", action: "merge it", at: START });
    await deliver();
    expect(letters).toEqual([]);
    for (let hour = 0; hour < 26; hour++) await later(HOUR);
    expect(letters.map(({ title }) => title)).toEqual(["midwatch, 2026-11-23", "midwatch, 2026-11-24"]);
    expect(letters[0]?.text).toContain("**Needs you**\n- merge it");
  });
});

describe("the dead man's switch", () => {
  const server = new FakeSwitch();
  let url: string;
  beforeAll(async () => {
    server.now = () => START;
    url = await server.start();
  });
  beforeEach(() => {
    server.pings.length = 0;
  });

  const alive = () =>
    letter(
      "dead-man",
      { kind: "alive", to: "ann", title: "ann", text: "done: it is" },
      { until: START + 900_000, supersedes: true },
    );
  const failed = () =>
    letter("dead-man", { kind: "fail", to: "ann", title: "ann", text: "failed: it broke" }, { supersedes: true });
  const channels = { "dead-man": { use: "healthchecks", url: "HC" } };
  const { channel: mail, titles } = mailbox();
  const wanted = (ping: string) => ({ channels, credentials: { HC: ping }, own: { mail } });

  it("is pinged for success, and for failure with its reason; each agent's own check", async () => {
    const { post } = await desk(wanted(`${url}/ping/key/{agent}?create=1`));
    await post(alive());
    await post(failed());
    expect(server.pings).toEqual([
      ["/ping/key/ann?create=1", "ann\ndone: it is"],
      ["/ping/key/ann/fail?create=1", "ann\nfailed: it broke"],
    ]);
  });

  it("fires when it hears of no success in time, whatever else goes on (O01)", async () => {
    server.expect("ann", HOUR);
    const { post } = await desk(wanted(`${url}/ping/{agent}`));
    await post(alive());
    expect(server.isDown("ann", START + HOUR / 2)).toBe(false);
    expect(server.isDown("ann", START + 2 * HOUR)).toBe(true);
    await post(failed());
    expect(server.isDown("ann", START)).toBe(true);
  });

  it("the dead man's switch that is slow keeps nobody waiting for longer than they have time; what was not brought is counted (O02)", async () => {
    server.next({ silent: "before" });
    const { ledger, outbox } = await desk(wanted(`${url}/ping/ann`));
    await ledger.outbox.queue([alive()]);
    const over = new AbortController();
    const heard = server.written(1);
    const delivering = outbox.deliver(over.signal);
    await heard;
    over.abort();
    await delivering;
    expect(await ledger.history.letters()).toMatchObject([{ channel: "dead-man", state: "sent", attempts: 1 }]);
  });

  it("the dead man's switch that cannot be reached is told by the second channel; a success that is old is not told at all (O02)", async () => {
    const reporting = { rules: [], deadMan: { fallback: "mail" } };
    const { post, later, owed } = await desk({ ...wanted("http://127.0.0.1:1/ping"), reporting });
    await post(alive());
    for (let minute = 0; minute < 16; minute++) await later(60_000);
    expect(await owed()).toMatchObject([{ key: "channel:dead-man" }]);
    expect(titles()).toEqual(["Needs you"]);
  });

  it("hears only the latest of each agent when it can be reached again", async () => {
    const { post, later } = await desk(wanted(`${url}/ping/{agent}`));
    server.next({ before: { status: 503 } });
    await post(failed());
    server.next({ before: { status: 503 } });
    await post(alive());
    await later(120_000);
    expect(server.pings.map(([path]) => path)).toEqual(["/ping/ann"]);
  });

  it("the dead man's switch that does not know the check says so with a 200, and is not believed", async () => {
    const { post } = await desk(wanted(`${url}/ping/unknown-check`));
    expect(await post(alive())).toMatchObject([
      { state: "held", reason: expect.stringContaining("not known") as string },
    ]);
  });
});
