import { createHmac } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { aMoment, until } from "../limits.ts";
import type { Started } from "./command-line.ts";
import { states, TestFleet } from "./fleet.ts";

const SECRET = "a secret that nobody guesses";

/** A port that nobody has. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** A fleet with one hook, for an agent that is due by its inbox. */
async function scene(program: string) {
  const port = await freePort();
  const fleet = new TestFleet({ agents: { ada: { program, settings: ["when: on inbox"] } } });
  const configure = (secret = "DEPLOY_SECRET", at = port) =>
    fleet.configure([
      "workspaces: { desk: { remote: ../remote.git } }",
      `webhooks: { port: ${at}, hooks: { deploys: { agent: ada, secret: ${secret}, show: [/n], title: Deployed } } }`,
    ]);
  configure();
  const keep = (secret: string) => {
    mkdirSync(join(fleet.folder, ".midwatch"), { recursive: true, mode: 0o700 });
    writeFileSync(join(fleet.folder, ".midwatch/credentials"), `DEPLOY_SECRET=${secret}\n`, { mode: 0o600 });
  };
  /** The status; undefined while nobody is there. */
  const post = async (event: unknown, secret = SECRET): Promise<number | undefined> => {
    const body = JSON.stringify(event);
    const signature = createHmac("sha256", secret).update(body).digest("hex");
    const headers = { "content-type": "application/json", "x-hub-signature-256": `sha256=${signature}` };
    const sent = fetch(`http://127.0.0.1:${port}/hooks/deploys`, { method: "POST", body, headers });
    return sent.then(
      ({ status }) => status,
      () => undefined,
    );
  };
  return { fleet, post, keep, configure };
}

const handled = (fleet: TestFleet) =>
  fleet.rows<{ n: number }>("SELECT count(*) AS n FROM session WHERE outcome ->> 'kind' = 'done'")[0]?.n ?? 0;

const end = async (watch: Started) => {
  watch.kill("SIGTERM");
  return watch.finished;
};

describe("webhooks of a fleet that is watched", () => {
  it("start nothing without their secret, and say how to mend that (D09)", async () => {
    const { fleet, keep } = await scene(states("done"));
    const why = /webhooks\.hooks\.deploys: there is no credential DEPLOY_SECRET: write DEPLOY_SECRET=… into/;
    for (const command of ["watch", "check"]) {
      const { code, stderr } = await fleet.cli(command);
      expect([code, stderr]).toEqual([2, expect.stringMatching(why)]);
    }
    keep(SECRET);
    expect((await fleet.cli("check")).code).toBe(0);
  });

  it("go by the files and the secrets of the moment (D12)", async () => {
    const { fleet, post, keep, configure } = await scene(states("done"));
    keep(SECRET);
    const watch = fleet.start("watch", "--json");
    expect(await until(() => post({ n: 1 }), "listening")).toBe(202);
    keep("another secret of this fleet");
    expect([await post({ n: 2 }), await post({ n: 2 }, "another secret of this fleet")]).toEqual([401, 202]);
    configure("OTHER_SECRET");
    await until(() => /there is no credential OTHER_SECRET/.test(watch.said.stdout), "refused");
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    configure("DEPLOY_SECRET", (taken.address() as AddressInfo).port);
    await until(() => /cannot be listened on: .*EADDRINUSE/.test(watch.said.stdout), "taken");
    taken.close();
    expect(await post({ n: 3 }, "another secret of this fleet")).toBe(202);
    const { code, stdout } = await end(watch);
    expect(code).toBe(0);
    expect(stdout).toMatch(/"type":"listening","port":\d+,"hooks":\["deploys"\]/);
    expect(stdout).toContain("deploys: a request was refused: its signature does not match");
  });

  it("lose no event and handle none twice, killed after each, with senders that try again (X04)", async () => {
    const { fleet, post, keep } = await scene(`cat > "asked-$RANDOM$RANDOM"; ${states("done", "seen")}`);
    keep(SECRET);
    const events = [1, 2, 3, 4];
    for (const n of events) {
      const watch = fleet.start("watch", "--json");
      expect(await until(() => post({ n }), "listening")).toBe(202);
      // Whatever it is doing by now: reading the message, starting a session, in the middle of one, or none of it.
      await aMoment(n * 250);
      watch.kill();
      await watch.finished;
    }
    const watch = fleet.start("watch", "--json");
    expect(await until(() => post({ n: 1 }), "listening")).toBe(202);
    await until(() => handled(fleet) >= events.length, "handled");
    for (const n of events) expect(await post({ n })).toBe(202);
    await end(watch);
    expect((await fleet.cli("tick", "--json")).stdout).not.toContain('"session"');
    const inbox = join(fleet.folder, ".midwatch/inbox/ada");
    // A session that outlived its watch is settled first, and then its message is put away.
    await until(() => readdirSync(join(inbox, "new")).length === 0, "put away");
    expect(readdirSync(join(inbox, "done"))).toHaveLength(events.length);
    expect(handled(fleet)).toBe(events.length);
  });
});
