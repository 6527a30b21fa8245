import { beforeAll, expect, it } from "vitest";
import { until } from "../limits.ts";
import { FakeSwitch } from "../plugins/channels/fake-switch.ts";
import { states, TestFleet, write } from "./fleet.ts";

const server = new FakeSwitch();
let address = "";
/** Where nobody listens. */
let nowhere = "";

beforeAll(async () => {
  address = await server.start();
  const gone = new FakeSwitch();
  nowhere = await gone.start();
  gone.stop();
});

interface Letters {
  readonly letters: readonly { readonly id: string; readonly channel: string; readonly state: string }[];
}

function reporting(program: string, credentials: string) {
  const fleet = new TestFleet({ agents: { ann: { program } }, tasks: ["a", "b"] });
  fleet.configure([
    "workspaces: { desk: { remote: ../remote.git } }",
    "channels: { team: { use: webhook, url: TEAM_URL } }",
    "reports: [{ on: [done, failed, crashed], to: team }]",
    "deadMan: { url: HC_URL }",
  ]);
  write(fleet.folder, ".midwatch/credentials", credentials, 0o600);
  return fleet;
}

const said = () => server.heard.map(({ url }) => url.pathname);

it("what cannot be sent keeps no session waiting, is seen, and is sent when somebody says so (O02)", async () => {
  const fleet = reporting(`echo a > a; ${states("done")}`, `TEAM_URL=${nowhere}/team\nHC_URL=${address}/slow\n`);
  server.next({ silent: "before" });
  expect((await fleet.run("ann")).outcome.kind).toBe("done");

  const open = await fleet.ask<Letters>("outbox");
  expect(open.letters.map(({ channel, state }) => [channel, state])).toEqual([
    ["team", "intent"],
    ["dead-man", "sent"],
  ]);
  const status = await fleet.cli("status");
  expect(status.stdout).toContain("Not delivered yet");
  expect(status.stdout).toContain("ann: Task a: done (team; ");

  write(fleet.folder, ".midwatch/credentials", `TEAM_URL=${address}/team\nHC_URL=${address}/quick\n`, 0o600);
  expect((await fleet.cli("outbox", "retry", "team")).code).toBe(0);
  expect((await fleet.cli("outbox", "retry", open.letters[1]?.id.slice(-8) ?? "")).code).toBe(0);
  expect(said()).toEqual(["/slow", "/team", "/quick"]);
  expect(await fleet.ask("outbox")).toEqual({ letters: [] });
  expect((await fleet.ask<Letters>("outbox", "--all")).letters).toHaveLength(2);
});

it("watch tells of a session that was killed, and of the switch that nobody has heard a success (O03)", async () => {
  const fleet = reporting("touch $signals/at-work; sleep 6000", `TEAM_URL=${address}/team\nHC_URL=${address}/life\n`);
  server.heard.length = 0;
  const dead = fleet.start("run", "ann");
  await until(() => fleet.rows("SELECT 1 FROM session WHERE phase = 'execute'").length === 1, "a session at work");
  dead.kill();
  await dead.finished;
  fleet.start("watch");
  await until(() => said().length === 2, "two letters");
  expect(said().toSorted()).toEqual(["/life/fail", "/team"]);
  expect(server.heard.map(({ text }) => text).join("\n")).toContain("its process ended during execute");
});

it("a person who asks for what is not there is told what there is", async () => {
  const fleet = reporting(states("done"), `TEAM_URL=${address}/team\nHC_URL=${address}/life\n`);
  const wrong = await Promise.all([
    fleet.cli("outbox", "test", "tam"),
    fleet.cli("outbox", "retry", "0000"),
    fleet.cli("outbox", "drop"),
    fleet.cli("outbox", "send"),
  ]);
  expect(wrong.map(({ code }) => code)).toEqual([2, 2, 2, 2]);
  expect(wrong.map(({ stderr }) => stderr.split("\n")[0])).toEqual([
    'no channel is called "tam" (did you mean team?); there are: team, dead-man; midwatch.yaml declares them',
    'no undelivered letter has the id "0000", and no channel of that name has one; "midwatch outbox" lists them',
    "missing argument: a letter's id, or a channel",
    'midwatch outbox takes list, retry, drop, test, not "send"',
  ]);
  expect(await fleet.ask("outbox", "test", "team")).toMatchObject({ channel: "team", kind: "sent", once: false });
});
