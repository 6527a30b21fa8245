import { mkdtemp, rename, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { simpleGit } from "simple-git";
import { describe, expect, it, onTestFinished } from "vitest";
import type { AgentDefinition } from "../../../src/core/contracts/agent.ts";
import type { HealthCheck, HealthQuestion } from "../../../src/core/contracts/health.ts";
import { needsOf } from "../../../src/core/needs-you/of-fleet.ts";
import { burn } from "../../../src/policies/health/burn.ts";
import { cadence } from "../../../src/policies/health/cadence.ts";
import { checksRan } from "../../../src/policies/health/checks-ran.ts";
import { disk } from "../../../src/policies/health/disk.ts";
import { git } from "../../../src/policies/health/git.ts";
import { locks } from "../../../src/policies/health/locks.ts";
import { logs } from "../../../src/policies/health/logs.ts";
import { noOp } from "../../../src/policies/health/no-op.ts";
import { service } from "../../../src/policies/health/service.ts";
import { signIn } from "../../../src/policies/health/sign-in.ts";
import { waiting } from "../../../src/policies/health/waiting.ts";
import { finish, ScriptedBackend, write } from "../../../src/testing/index.ts";
import { patience, until } from "../../limits.ts";
import { ruleOf } from "../when/calendars.ts";
import { works as made, QUEUE, START } from "../world.ts";
import { checkedBy, checkOf, DAY, HOUR, MINUTE } from "./checked.ts";

const SOON = patience();
const done = finish({ stated: { item: "done", reason: "written" } });
const fails = (text: string) => new ScriptedBackend(finish({ stopReason: "error", cause: "exit_code", text }));
const works = () => new ScriptedBackend(made, done);

/** For a check that needs no fleet to look at. */
const alone = (check: HealthCheck) => check.check({ now: START } as HealthQuestion, SOON);

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "midwatch-health-"));
  onTestFinished(() => rm(made, { recursive: true }));
  return made;
}

describe("the disk", () => {
  it("fails where less is free than is wanted, and passes where there is enough", async () => {
    const host = { folder: await folder() };
    const [full, roomy] = [checkOf(disk, { free: 2 ** 40 }, host), checkOf(disk, { free: 1 }, host)];
    expect(await alone(full)).toMatchObject({ status: "fail", threshold: 2 ** 40, unit: "MiB" });
    expect(await alone(roomy)).toMatchObject({ status: "pass" });
  });
});

describe("the service", () => {
  const hourly: Partial<AgentDefinition> = { work: ["duty"], when: { rules: [ruleOf("every 1h")], minGap: 0 } };

  it("fails when a due has come and nobody looked, until somebody does", async () => {
    const { clock, watch, reports, found } = await checkedBy(checkOf(service), { agents: { ann: hourly } });
    await watch.tick(SOON);
    expect(await found()).toEqual(["pass"]);
    clock.advance(2 * HOUR);
    expect(await reports()).toMatchObject([{ status: "fail", value: 60, threshold: 15, unit: "minutes" }]);
    expect((await reports())[0]?.detail).toContain("midwatch is not running, or hangs");
    expect((await reports())[0]?.detail).toContain(
      "no session has run yet, schedule last checked less than a minute ago",
    );
    await watch.tick(SOON);
    expect(await found()).toEqual(["pass"]);
  });

  it("fails when a unit is not at work, and passes when it is", async () => {
    const bin = await folder();
    const says = (state: string) => writeFile(join(bin, "systemctl"), `#!/bin/sh\necho ${state}\n`, { mode: 0o755 });
    const here = await checkedBy({ name: "none", check: async () => [] });
    const environment = { PATH: `${bin}:${process.env.PATH}` };
    const host = { processes: here.fleet.processes, environment, folder: bin };
    const { reports, found } = await checkedBy(checkOf(service, { units: ["ollama.service"] }, host));
    await says("failed");
    expect((await reports())[1]).toMatchObject({ status: "fail", about: "ollama.service" });
    await says("active");
    expect(await found()).toEqual(["pass", "pass"]);
  });
});

describe("the locks", () => {
  const lockFile = (folders: { path(id: string): string }, name: string) =>
    join(folders.path(""), `../locks/${name}.lock`);

  it("warn of one that is held for too long, by whom and who waits, until it is free", async () => {
    const { fleet, reports, found } = await checkedBy(checkOf(locks));
    const lock = await fleet.locks.tryHold("publish-main");
    const file = lockFile(fleet.folders, "publish-main");
    await utimes(file, START / 1000, START / 1000 - 600);
    expect(await found()).toEqual(["pass"]);
    await utimes(file, START / 1000, START / 1000 - 3600);
    const giveUp = new AbortController();
    const waits = fleet.locks.hold("publish-main", giveUp.signal).catch(() => undefined);
    await until(async () => (await fleet.locks.held())[0]?.waiting === 1, "who waits");
    expect(await reports()).toMatchObject([{ status: "warn", about: "publish-main", value: 60, threshold: 15 }]);
    expect((await reports())[0]?.detail).toContain(`held by process ${process.pid}`);
    giveUp.abort();
    await waits;
    lock?.release();
    expect(await found()).toEqual(["pass"]);
  });

  it("warn of what a dead process has left behind, before anybody wants the lock", async () => {
    const { fleet, reports } = await checkedBy(checkOf(locks));
    const lock = await fleet.locks.tryHold("agent-ann");
    const file = lockFile(fleet.folders, "agent-ann");
    await writeFile(file, JSON.stringify({ pid: 2 ** 22, startTime: "1", boot: "before" }));
    await utimes(file, START / 1000, START / 1000 - 120);
    expect(await reports()).toMatchObject([{ status: "warn", about: "agent-ann" }]);
    expect((await reports())[0]?.detail).toContain("which is gone, has left behind");
    lock?.release();
  });

  it("give an agent at work the time that its session may take", async () => {
    const { fleet, found } = await checkedBy(checkOf(locks));
    const lock = await fleet.locks.tryHold("agent-ann");
    const file = lockFile(fleet.folders, "agent-ann");
    await utimes(file, START / 1000, (START - 100 * MINUTE) / 1000);
    expect(await found()).toEqual(["pass"]);
    await utimes(file, START / 1000, (START - 110 * MINUTE) / 1000);
    expect(await found()).toEqual(["warn"]);
    lock?.release();
  });
});

describe("the cadence", () => {
  it("warns when nothing is new under a path, until something is", async () => {
    // What a test's repository begins with is of 1970.
    const files = { "journal/1970-01-01/first.md": "x" };
    const { session, reports, found } = await checkedBy(checkOf(cadence, { path: "journal" }), {
      files,
      backend: works(),
    });
    expect(await reports()).toMatchObject([{ check: "cadence:journal", status: "warn", threshold: 8, unit: "days" }]);
    await session();
    expect(await found()).toEqual(["pass"]);
  });

  it("passes where there is nothing yet", async () => {
    const { reports } = await checkedBy(checkOf(cadence, { path: "news" }));
    expect(await reports()).toMatchObject([{ status: "pass", detail: "there is nothing under news in main yet" }]);
  });

  it("tells the prompt how stale a heartbeat is that another program writes, and fails when it is too old (O05)", async () => {
    const beat = join(await folder(), "heartbeat");
    await writeFile(beat, "");
    const age = async (seconds: number) => utimes(beat, START / 1000, START / 1000 - seconds);
    const backend = works();
    const check = checkOf(cadence, { file: beat, days: 0.1, failDays: 0.9 }, { folder: "/" });
    const { session, found, clock } = await checkedBy(check, { backend });
    await age(60);
    expect(await found()).toEqual(["pass"]);
    await age(76_581);
    expect(await found()).toEqual(["warn"]);
    clock.advance(HOUR);
    expect(await found()).toEqual(["fail"]);
    expect((await session()).outcome.kind).toBe("done");
    expect(backend.requests[0]?.prompt).toContain(`nothing new in ${beat} since 2026-11-22 11:43 UTC, 22 hours ago`);
    await rm(beat);
    expect(await found()).toEqual(["warn"]);
  });

  it("is asked for a path or for a file", () => {
    expect(() => checkOf(cadence, {})).toThrow("write either path or file");
  });
});

describe("the logs", () => {
  it("warn of errors that pile up and of new ones, and no more when they stop", async () => {
    const backend = [
      works(),
      ...Array.from({ length: 3 }, (_, n) => fails(`cannot open /srv/data/${n}.csv: ${n} bytes`)),
      works(),
    ];
    const { session, clock, reports, found, open } = await checkedBy(checkOf(logs, { least: 3 }), { backend });
    await session();
    expect(await reports()).toMatchObject([{ status: "pass", value: 0, threshold: 3 }]);
    clock.advance(3 * DAY);
    for (let n = 0; n < 3; n++) await session().then(() => clock.advance(MINUTE));
    expect(await reports()).toMatchObject([
      { status: "warn", value: 3, threshold: 3, detail: "3 errors in the last day (the week before averaged 0)" },
      { status: "warn", about: "failed-exit-code-cannot-open-bytes", value: 3 },
    ]);
    expect(await open()).toEqual(["logs", "logs:failed-exit-code-cannot-open-bytes"]);
    clock.advance(DAY + HOUR);
    expect(await found()).toEqual(["pass"]);
    expect(await open()).toEqual([]);
  });

  it("do not call an error new that the week before had, whatever its numbers and paths", async () => {
    const backend = [fails("timeout after 31 s"), works(), fails("timeout after 7 s")];
    const { session, clock, reports } = await checkedBy(checkOf(logs), { backend });
    await session();
    clock.advance(2 * DAY);
    await session();
    clock.advance(MINUTE);
    await session();
    expect(await reports()).toMatchObject([{ status: "pass", value: 1 }]);
  });

  it("hear what a session had trouble with, and went on", async () => {
    const { session, fleet, clock, reports } = await checkedBy(checkOf(logs), { backend: works() });
    const { eventLog } = await import("../../../src/core/host/event-log.ts");
    fleet.events.subscribe(eventLog(fleet.folders));
    await session();
    clock.advance(2 * DAY);
    const { id } = await session();
    const trouble = { doing: "publishing lessons", error: "no such host\n at line 3" };
    fleet.events.emit({ id, agent: { name: "ann" } }, { type: "trouble", data: trouble });
    expect(await reports()).toMatchObject([{ value: 1 }, { status: "warn", about: "publishing-lessons-no-such-host" }]);
  });
});

describe("git", () => {
  it("warns of what is not pushed for hours, until it is", async () => {
    const { session, remote, clock, reports, found } = await checkedBy(checkOf(git), { backend: works() });
    expect(await found()).toEqual(["pass"]);
    const away = `${remote.path}.away`;
    await session();
    clock.advance(MINUTE);
    await rename(remote.path, away);
    await session();
    expect(await found()).toEqual(["pass"]);
    clock.advance(2 * HOUR);
    expect(await reports()).toMatchObject([{ status: "warn", about: "main/unpushed", value: 2, threshold: 1 }]);
    await rename(away, remote.path);
    await session();
    expect(await found()).toEqual(["pass"]);
  });

  it("warns when somebody has rewritten what was published, until it is back", async () => {
    const { session, remote, reports, found } = await checkedBy(checkOf(git), { backend: works() });
    const before = await remote.head();
    await session();
    const after = await remote.head();
    await simpleGit(remote.path).raw(["update-ref", "refs/heads/main", before]);
    expect(await reports()).toMatchObject([{ status: "warn", about: "main/diverged" }]);
    await simpleGit(remote.path).raw(["update-ref", "refs/heads/main", after]);
    expect(await found()).toEqual(["pass"]);
  });

  it("warns of a rescue that nobody goes on with for days, until somebody has", async () => {
    const files = { "state/queue-manual.md": QUEUE };
    const broken = finish({ stopReason: "error", cause: "exit_code", text: "no luck" });
    const backend = [new ScriptedBackend(write({ "half.md": "x" }), broken), works()];
    const agents = { ann: { work: ["work-queue"] } };
    const { session, clock, reports, found } = await checkedBy(checkOf(git), { files, backend, agents });
    await session();
    expect(await found()).toEqual(["pass"]);
    clock.advance(3 * DAY);
    expect(await reports()).toMatchObject([{ status: "warn", about: "main/rescues", value: 3, threshold: 2 }]);
    await session();
    expect(await found()).toEqual(["pass"]);
  });
});

describe("rescued work", () => {
  it("waits no more when a person has merged it", async () => {
    const broken = finish({ stopReason: "error", cause: "exit_code", text: "no luck" });
    const backend = new ScriptedBackend(write({ "half.md": "x" }), broken);
    const { session, remote, clock, found } = await checkedBy(checkOf(git), { backend });
    const { publication } = await session();
    clock.advance(3 * DAY);
    expect(await found()).toEqual(["warn"]);
    const clone = await folder();
    await simpleGit().clone(remote.path, clone, ["--quiet"]);
    const person = simpleGit(clone);
    await person.addConfig("user.name", "person");
    await person.addConfig("user.email", "person@example.org");
    await person.fetch("origin", publication.kind === "rescued" ? publication.ref : "");
    await person.merge(["FETCH_HEAD", "-m", "Merge what was rescued"]);
    await person.push("origin", "main", ["--quiet"]);
    expect(await found()).toEqual(["pass"]);
  });
});

describe("a sign-in", () => {
  const token = (at: number) =>
    [{ alg: "none" }, { exp: at / 1000 }, "x"]
      .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
      .join(".");
  const statusesOf = async (credentials: Record<string, string>, options = {}) =>
    [await alone(checkOf(signIn, options, { credentials }))].flat();

  it("warns before it ends, by what the token itself says, fails when it has, and passes with a new one", async () => {
    const name = "ANTHROPIC_AUTH_TOKEN";
    expect(await statusesOf({ [name]: token(START + 5 * DAY) })).toMatchObject([
      { status: "warn", about: name, value: 5, threshold: 14, unit: "days left" },
    ]);
    expect(await statusesOf({ [name]: token(START - DAY) })).toMatchObject([{ status: "fail", value: -1 }]);
    expect(await statusesOf({ [name]: token(START + 90 * DAY) })).toMatchObject([{ status: "pass", value: 90 }]);
  });

  it("warns by what its owner has written of it, where it does not say", async () => {
    const credentials = { CLAUDE_CODE_OAUTH_TOKEN: "sk-ant-oat01-x" };
    const expires = { CLAUDE_CODE_OAUTH_TOKEN: "2026-12-01" };
    expect(await statusesOf(credentials, { expires })).toMatchObject([
      { status: "warn", about: "CLAUDE_CODE_OAUTH_TOKEN" },
    ]);
    expect(await statusesOf(credentials)).toMatchObject([{ status: "pass" }]);
    expect(() => checkOf(signIn, { expires: { X: "soon" } })).toThrow("write a day");
  });
});

describe("the burn", () => {
  const caps = { run: 1_000_000, agentDay: 4_000_000, fleetDay: 4_000_000 };
  const spends = (micros: number) =>
    new ScriptedBackend(
      finish({ stated: { item: "done", reason: "" }, usage: { inputTokens: 1, outputTokens: 1, micros } }),
    );

  it("warns when most of a day's cap is gone, until the cap is raised", async () => {
    const { session, fleet, reports, found } = await checkedBy(checkOf(burn), { caps, backend: spends(3_400_000) });
    expect(await reports()).toMatchObject([{ status: "pass", value: 0, threshold: 80, unit: "%" }]);
    await session();
    expect(await reports()).toMatchObject([
      { status: "warn", about: "fleet", value: 85 },
      { status: "warn", about: "ann", value: 85 },
    ]);
    for (const [scope, agent] of [
      ["fleet-day", "*"],
      ["agent-day", "ann"],
    ] as const)
      await fleet.ledger.raiseCap({ scope, agent, day: "2026-11-23", micros: 20_000_000 });
    expect(await found()).toEqual(["pass"]);
  });

  it("warns earlier when the rest would not last for the day, until the next one", async () => {
    const { session, clock, reports, found } = await checkedBy(checkOf(burn), { caps, backend: spends(2_400_000) });
    await session();
    // At nine in the morning.
    expect((await reports())[0]?.detail).toContain(
      "60 % of the $4.00 for the fleet's day is spent or reserved; at this pace the day would take 160 %",
    );
    clock.advance(10 * HOUR);
    expect(await found()).toEqual(["pass"]);
    clock.advance(DAY);
    expect(await reports()).toMatchObject([{ status: "pass", value: 0 }]);
  });
});

describe("a subscription's window", () => {
  it("warns when most of it is used, until it begins anew", async () => {
    const window = { used: 0.91, until: START + 2 * HOUR };
    const usage = { inputTokens: 1, outputTokens: 1, window };
    const backend = new ScriptedBackend(finish({ stated: { item: "done", reason: "" }, usage }));
    const { session, clock, reports, found } = await checkedBy(checkOf(burn), { backend });
    await session();
    expect(await reports()).toMatchObject([{ status: "warn", about: "scripted/window", value: 91, threshold: 80 }]);
    clock.advance(2 * HOUR);
    expect(await found()).toEqual(["pass"]);
  });
});

describe("what waits", () => {
  it("warns of an item that waits for more than a week, until it is ready", async () => {
    const waits = QUEUE.replace("READY", "WAITING - for Bob's review");
    const agents = { ann: { work: ["work-queue"] } };
    const { session, remote, clock, reports, found } = await checkedBy(checkOf(waiting), {
      files: { "state/queue-manual.md": waits },
      agents,
      backend: works(),
    });
    await session();
    clock.advance(6 * DAY);
    await session();
    expect(await reports()).toMatchObject([{ status: "pass", detail: "1 thing waits, none for more than 7 days" }]);
    clock.advance(2 * DAY);
    expect(await reports()).toMatchObject([{ status: "warn", value: 8, threshold: 7, unit: "days" }]);
    expect((await reports())[0]?.detail).toContain("waiting: for Bob's review");
    await remote.commit({ "state/queue-manual.md": QUEUE });
    await session();
    expect(await found()).toEqual(["pass"]);
  });

  it("warns of what somebody was asked for and has not done, until they have", async () => {
    const { fleet, clock, reports, found } = await checkedBy(checkOf(waiting));
    await fleet.ledger.oblige({ key: "salvage:x", owner: "owner", action: "look at x", at: START });
    clock.advance(8 * DAY);
    expect(await reports()).toMatchObject([{ status: "warn", about: "salvage:x", needsPerson: true }]);
    await fleet.ledger.fulfil("salvage:x");
    expect(await found()).toEqual(["pass"]);
  });

  it("warns of whatever else needs somebody for long, once: of what is blocked as of what is owed (B5)", async () => {
    const blocked = new ScriptedBackend(finish({ stated: { item: "blocked", reason: "Nora has to give access" } }));
    const { session, clock, reports, fleet } = await checkedBy(checkOf(waiting), {
      files: { "state/queue-manual.md": QUEUE },
      agents: { ann: { work: ["work-queue"] } },
      backend: blocked,
    });
    await session();
    clock.advance(8 * DAY);
    await session();
    const found = await reports();
    expect(found).toMatchObject([
      { status: "warn", about: expect.stringMatching(/^blocked:/), value: 8, needsPerson: true },
    ]);
    const needs = await needsOf(fleet);
    expect(needs.filter(({ text }) => text.includes("Nora"))).toHaveLength(1);
  });

  it("knows since when an item's own file says that it is blocked", async () => {
    const { session, clock, reports } = await checkedBy(checkOf(waiting), {
      files: { "state/queue-manual.md": QUEUE.replace("READY", "BLOCKED - Nora has to give access") },
      agents: { ann: { work: ["work-queue"] } },
      backend: works(),
    });
    await session();
    clock.advance(8 * DAY);
    await session();
    expect(await reports()).toMatchObject([{ status: "warn", value: 8 }]);
  });
});

describe("many things that wait", () => {
  it("are told the longest first, and how many others there are and what lists them (B4)", async () => {
    const { fleet, clock, reports } = await checkedBy(checkOf(waiting));
    for (let n = 0; n < 13; n++)
      await fleet.ledger.oblige({ key: `salvage:${n}`, owner: "owner", action: `look at ${n}`, at: START - n });
    clock.advance(8 * DAY);
    const found = await reports();
    expect(found.map(({ about }) => about)).toEqual([
      ...Array.from({ length: 10 }, (_, n) => `salvage:${12 - n}`),
      "others",
    ]);
    expect(found.at(-1)?.detail).toBe("3 other things waited for too long: midwatch items, midwatch status --all");
  });
});

describe("the rate of no-ops", () => {
  it("warns when half of an agent's runs come to nothing, until they come to something (U08)", async () => {
    const nothing = () => new ScriptedBackend(finish({ text: "all is well" }));
    const check = checkOf(noOp, { sessions: 2 });
    const { session, reports, clock } = await checkedBy(check, { backend: [nothing(), nothing(), works()] });
    await session();
    expect(await reports()).toMatchObject([{ status: "pass", detail: "too few sessions to tell" }]);
    clock.advance(MINUTE);
    await session();
    expect(await reports()).toMatchObject([
      { status: "warn", about: "ann", value: 100, threshold: 50, detail: "2 of ann's last 2 runs had no effect" },
    ]);
    for (let n = 0; n < 2; n++) {
      clock.advance(MINUTE);
      await session();
    }
    expect(await reports()).toMatchObject([{ status: "pass", value: 0 }]);
  });
});

describe("the checks themselves", () => {
  it("are missed when nobody has made them, by whoever looks next, once (O04)", async () => {
    const { clock, watch, reports, found } = await checkedBy(checkOf(checksRan));
    expect(await reports()).toMatchObject([{ status: "pass", detail: "the checks are made for the first time" }]);
    clock.advance(26 * HOUR);
    expect(await found()).toEqual(["pass"]);
    clock.advance(27 * HOUR);
    expect(await reports()).toMatchObject([{ status: "warn", value: 27, threshold: 26, unit: "intervals" }]);
    expect(await found()).toEqual(["pass"]);
    clock.advance(27 * HOUR);
    await watch.lookAfter(SOON);
    expect(await found()).toEqual(["pass"]);
  });

  it("are missed by the next session, and its prompt says so (O04)", async () => {
    const backend = works();
    const { session, clock } = await checkedBy(checkOf(checksRan), { backend });
    await session();
    clock.advance(30 * HOUR);
    await session();
    expect(backend.requests[1]?.prompt).toContain("midwatch is not running, or hangs");
  });
});
