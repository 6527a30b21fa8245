import { rm } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { WorkSource } from "../../src/core/contracts/work.ts";
import { agentLock } from "../../src/core/session/agent-lock.ts";
import { finish, ScriptedBackend, say, write } from "../../src/testing/index.ts";
import { patience } from "../limits.ts";
import { QUEUE, world } from "./world.ts";

const REPORT = write({ "report.md": "It is well.\n" });
const DONE = finish({ stated: { item: "done", reason: "written" } });
const files = { "state/queue-manual.md": QUEUE };
const breaks = () => {
  throw new Error("the disk is on fire");
};

describe("a session with nothing to do", () => {
  it("is idle, says so, and publishes nothing", async () => {
    const backend = new ScriptedBackend();
    const { session, remote } = await world({ backend });
    const before = await remote.head();
    expect(await session()).toMatchObject({
      outcome: { kind: "idle", reason: "no source has anything on offer" },
      publication: { kind: "none" },
    });
    expect([await remote.head(), backend.requests]).toEqual([before, []]);
  });

  it("names everything it has passed over, and why", async () => {
    const { session } = await world({
      files: { "state/queue-manual.md": QUEUE.replace("READY", "WAITING - for Bob's review") },
    });
    expect((await session()).outcome.reason).toBe(
      "1 on offer, none ready: Write the report (waiting: for Bob's review)",
    );
  });
});

describe("an agent that is not fit", () => {
  const check = (status: "fail" | "warn") => ({
    name: "disk",
    check: async () => ({ check: "disk", status, detail: "3 MiB free" }),
  });

  it("does not work, and says why", async () => {
    const backend = new ScriptedBackend();
    const { session } = await world({ files, backend, checks: [check("fail")] });
    expect((await session()).outcome).toEqual({ kind: "unfit", reason: "disk: 3 MiB free" });
    expect(backend.requests).toEqual([]);
  });

  it("works in spite of a warning, and is told of it", async () => {
    const backend = new ScriptedBackend(DONE);
    const { session } = await world({ files, backend, checks: [check("warn")] });
    expect((await session()).outcome.kind).toBe("done");
    expect(backend.requests[0]?.prompt).toContain("disk: 3 MiB free");
  });

  it("works in spite of a check that cannot be made", async () => {
    const { session } = await world({
      files,
      backend: new ScriptedBackend(DONE),
      checks: [{ name: "x", check: breaks }],
    });
    expect((await session()).outcome.kind).toBe("done");
  });
});

describe("an agent that is busy", () => {
  it("is not started twice, and the second due is told who has it", async () => {
    const { run, fleet } = await world({ files });
    const lock = await fleet.locks.tryHold(agentLock("ann"));
    expect(await run()).toEqual({ kind: "busy", reason: expect.stringContaining("ann") });
    lock?.release();
    expect(await run()).toMatchObject({ outcome: { kind: "no-effect" } });
  });

  it("leaves the item to its sibling, and passes it over with the sibling's name", async () => {
    const made = await world({
      files,
      agents: { ann: {}, bob: {} },
      backend: [new ScriptedBackend({ type: "call", call: () => sibling() }, DONE), new ScriptedBackend()],
    });
    let reason = "";
    const sibling = async () => {
      reason = (await made.session({ agent: "bob" })).outcome.reason;
    };
    expect((await made.session()).outcome.kind).toBe("done");
    expect(reason).toMatch(/held by ann, session/);
  });

  it("waits for a slot when all are taken", async () => {
    const made = await world({
      files,
      slots: 1,
      agents: { ann: {}, bob: {} },
      backend: new ScriptedBackend({ type: "call", call: () => sibling() }, DONE),
    });
    let answer: unknown;
    const sibling = async () => {
      answer = await made.run({ agent: "bob" });
    };
    await made.session();
    expect(answer).toEqual({ kind: "busy", reason: expect.stringContaining("slots are taken, by ann") });
  });
});

describe("a crash", () => {
  it.each([
    ["status", "fetch", 0],
    ["select", "fetch", 1],
    ["execute", "clone", 0],
    ["commit", "collect", 0],
  ] as const)(
    "a crash in %s is an outcome with its place and reason, and leaves nothing open",
    async (phase, method, after) => {
      const { session, meanwhile, fleet, events } = await world({ files, backend: new ScriptedBackend(REPORT, DONE) });
      meanwhile(method, ...Array.from({ length: after }, () => () => {}), breaks);
      expect((await session()).outcome).toEqual({
        kind: "crashed",
        phase,
        reason: `${phase}: the disk is on fire`,
      });
      expect(await fleet.ledger.history.openSessions()).toEqual([]);
      expect((await fleet.ledger.history.claims("main")).filter(({ state }) => state === "held")).toEqual([]);
      expect(events).toContainEqual(expect.objectContaining({ type: "trouble" }));
    },
  );

  it("a crash while committing loses nothing: the work is rescued", async () => {
    const { session, meanwhile, remote } = await world({ files, backend: new ScriptedBackend(REPORT, DONE) });
    meanwhile("collect", breaks);
    const { id, publication } = await session();
    expect(publication).toMatchObject({ kind: "rescued", ref: `refs/midwatch/rescue/ann/${id}/1` });
    expect(await remote.read("report.md", `refs/midwatch/rescue/ann/${id}/1`)).toBe("It is well.\n");
  });

  it("a crash after the intent to publish is finished by recovery: published once", async () => {
    const { session, meanwhile, remote } = await world({ files, backend: new ScriptedBackend(REPORT, DONE) });
    meanwhile("push", breaks);
    expect((await session()).publication.kind).toBe("published");
    expect(await remote.read("report.md")).toBe("It is well.\n");
    expect(await remote.files("journal")).toHaveLength(1);
  });

  it("a crash that cannot be rescued keeps its folder, and asks a person to look", async () => {
    const { session, meanwhile, fleet } = await world({ files, backend: new ScriptedBackend(REPORT, DONE) });
    meanwhile("collect", breaks, breaks);
    const { id, publication } = await session();
    expect(publication).toMatchObject({ kind: "pending", reason: expect.stringContaining("the disk is on fire") });
    expect(await fleet.folders.hasClone(fleet.folders.path(id))).toBe(true);
    expect(await fleet.ledger.history.obligations()).toMatchObject([{ key: `salvage:${id}` }]);
  });

  it("a crash whose clone has gone says that what it wrote is not known, and asks a person (A9)", async () => {
    const { session, meanwhile, fleet } = await world({ files, backend: new ScriptedBackend(REPORT, DONE) });
    meanwhile("collect", async () => {
      const [open] = await fleet.ledger.history.openSessions();
      await rm(fleet.folders.clone(fleet.folders.path(open?.id ?? "")), { recursive: true });
      breaks();
    });
    const { id, publication } = await session();
    expect(publication).toEqual({ kind: "none", reason: "its clone is not there; what it wrote is not known" });
    expect(await fleet.ledger.history.obligations()).toMatchObject([
      { key: `astray:${id}`, action: expect.stringContaining(`find out what session ${id} wrote`) },
    ]);
  });

  it.each([
    ["throws", { type: "throw", error: new Error("out of memory") }, "execute: out of memory"],
    [
      "never says finished",
      { type: "vanish" },
      'execute: the backend "scripted" broke its contract: no "finished" event',
    ],
  ] as const)("a crash of a backend that %s is one of execute, and its work is rescued", async (_, step, reason) => {
    const { session, fleet } = await world({ files, backend: new ScriptedBackend(REPORT, step) });
    const crashed = { outcome: { kind: "crashed", phase: "execute", reason }, publication: { kind: "rescued" } };
    expect(await session()).toMatchObject(crashed);
    expect(await fleet.ledger.history.sessions({ limit: 1 })).toMatchObject([crashed]);
  });
});

describe("a backend that does not listen", () => {
  it("cannot hold a session for ever: it has crashed a minute after its deadline", async () => {
    const { session, clock } = await world({
      files,
      agents: { ann: { limits: { minutes: 0.05 } } },
      backend: new ScriptedBackend(REPORT, { type: "ignore" }),
    });
    const running = session();
    await clock.sleeping();
    clock.advance(60_000);
    expect(await running).toMatchObject({
      outcome: { kind: "crashed", reason: "execute: it is still running 60 seconds after it was told to stop" },
      publication: { kind: "rescued" },
    });
  });
});

describe("a dead session", () => {
  it("is ended by the agent's next one, which says so, frees its item and goes on", async () => {
    const { fleet, session, events } = await world({ files, backend: new ScriptedBackend(DONE) });
    const dead = fleet.folders.newId();
    const due = { id: "due", rule: "test/ann", from: 1, duty: false, reason: "test" };
    const asked = { session: dead, agent: "ann", workspace: "main", backend: "x", due, at: 1, slots: 4 };
    const budget = { asked: 0, day: "2026-11-23" };
    await fleet.ledger.open({ ...asked, budget, process: { pid: 1, startTime: "never", boot: "another" } });
    await fleet.ledger.enter(dead, "select");
    expect((await session()).outcome.kind).toBe("done");
    expect((await fleet.ledger.history.find(dead))[0]?.outcome).toMatchObject({ kind: "crashed", phase: "select" });
    expect(events[0]).toMatchObject({ type: "session.recovered", session: dead });
  });
});

describe("sources", () => {
  const source = (name: string, candidates: WorkSource["candidates"]): WorkSource => ({
    name,
    tier: "primary",
    candidates,
  });

  it("sources that throw make trouble, and the others are asked all the same", async () => {
    const { session, events } = await world({
      files,
      agents: { ann: { work: ["broken", "work-queue"] } },
      sources: [source("broken", breaks)],
      backend: new ScriptedBackend(DONE),
    });
    expect((await session()).outcome.kind).toBe("done");
    expect(events.find(({ type }) => type === "trouble")?.data).toEqual({
      doing: "asking broken for work",
      error: "the disk is on fire",
    });
  });

  it("are asked only by agents that take work from them", async () => {
    const { session } = await world({ files, agents: { ann: { work: ["workspace-tasks"] } } });
    expect((await session()).outcome.kind).toBe("idle");
  });

  it("record every candidate they had, taken or passed over, with the reason", async () => {
    const two = `${QUEUE}2. **Second**\n   - Status: BLOCKED - on the owner, for the key\n3. **Third**\n`;
    const { session, fleet } = await world({
      files: { "state/queue-manual.md": two },
      backend: new ScriptedBackend(DONE),
    });
    const { id } = await session();
    expect(await fleet.ledger.history.candidates(id)).toMatchObject([
      { item: "write-the-report", taken: true, reason: "the first ready one in PRIMARY" },
      { item: "second", taken: false, reason: "blocked: on the owner, for the key" },
      { item: "third", taken: false, reason: '"Write the report" came first' },
    ]);
  });

  it("are asked again when the upstream changed while an item was claimed; what was changed is given back", async () => {
    const { session, meanwhile, remote, fleet } = await world({
      files: { "state/queue-manual.md": `${QUEUE}2. **Second**\n` },
      backend: new ScriptedBackend(REPORT, DONE),
    });
    const edited = `${QUEUE.replace("READY", "READY, but differently")}2. **Second**\n`;
    meanwhile(
      "fetch",
      () => {},
      () => remote.commit({ "state/queue-manual.md": edited }),
    );
    const { id, item } = await session();
    expect(item?.title).toBe("Second");
    expect((await fleet.ledger.history.candidates(id))[0]).toMatchObject({
      taken: false,
      reason: "it was changed upstream while it was being claimed",
    });
    const claims = await fleet.ledger.history.claims("main");
    expect(claims.map(({ item: id, state }) => [id, state]).toSorted()).toEqual([
      ["second", "done"],
      ["write-the-report", "free"],
    ]);
  });

  it("keep an item whose neighbour was changed upstream meanwhile", async () => {
    const { session, meanwhile, remote } = await world({ files, backend: new ScriptedBackend(DONE) });
    meanwhile(
      "fetch",
      () => {},
      () => remote.commit({ "other.md": "theirs\n" }),
    );
    expect(await session()).toMatchObject({ item: { title: "Write the report" }, outcome: { kind: "done" } });
  });
});

describe("a duty", () => {
  const agents = { ann: { work: ["duty", "work-queue"] } };

  it("comes before everything else, once a day", async () => {
    const { session, clock } = await world({ files, agents, backend: new ScriptedBackend(DONE) });
    const sources: (string | undefined)[] = [];
    for (const hours of [0, 1, 23]) {
      clock.advance(hours * 3_600_000);
      sources.push((await session()).item?.source);
    }
    expect(sources).toEqual(["duty", "work-queue", "duty"]);
  });

  it("can be asked for again, and left out", async () => {
    const { session, clock } = await world({ files, agents, backend: new ScriptedBackend(DONE) });
    expect((await session({ duty: false })).item?.source).toBe("work-queue");
    expect((await session({ duty: true })).item?.source).toBe("duty");
    clock.advance(1_000);
    expect((await session({ duty: true })).item?.source).toBe("duty");
  });
});

describe("the watch", () => {
  it("runs the agent that has rested longest", async () => {
    const { watch, clock } = await world({ agents: { ann: {}, bob: {} } });
    const names: string[] = [];
    for (const _ of [1, 2, 3]) {
      const ended = await watch.tick(patience());
      if ("agent" in ended) names.push(ended.agent.name);
      clock.advance(1_000);
    }
    expect(names).toEqual(["ann", "bob", "ann"]);
  });

  it("tells in order, numbered without a gap, what happened", async () => {
    const { session, events } = await world({ files, backend: new ScriptedBackend(say("hello"), DONE) });
    await session();
    const phase = (name: string) => [`phase.started ${name}`, `phase.finished ${name}`];
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, at) => at + 1));
    expect(events.map(({ type, data }) => ("phase" in data ? `${type} ${data.phase}` : type))).toEqual([
      "session.started",
      ...phase("status"),
      ...phase("select"),
      "phase.started execute",
      "backend",
      "backend",
      "backend",
      "phase.finished execute",
      ...phase("commit"),
      "session.ended",
    ]);
  });

  it("tells no listener what a tool has answered: secrets may stand in it", async () => {
    const result = { type: "tool_result", id: "1", ok: true, output: "TOKEN=hunter2" } as const;
    const { session, events } = await world({
      files,
      backend: new ScriptedBackend({ type: "tell", event: result }, DONE),
    });
    await session();
    expect(JSON.stringify(events)).toContain('"tool_result"');
    expect(JSON.stringify(events)).not.toContain("hunter2");
  });

  it("is not disturbed by a listener that throws, nor are the other listeners", async () => {
    const { session, fleet } = await world({ files, backend: new ScriptedBackend(DONE) });
    const heard: string[] = [];
    fleet.events.subscribe(breaks);
    const leave = fleet.events.subscribe(({ type }) => heard.push(type));
    expect((await session()).outcome.kind).toBe("done");
    expect(heard.at(-1)).toBe("session.ended");
    leave();
    await session();
    expect(heard.filter((type) => type === "session.ended")).toHaveLength(1);
  });
});
