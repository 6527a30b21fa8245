import { rename } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { AgentDefinition } from "../../src/core/contracts/agent.ts";
import type { Outcome } from "../../src/core/contracts/outcome.ts";
import type { Host } from "../../src/core/contracts/plugin.ts";
import type { DispatchPolicy } from "../../src/core/contracts/policy.ts";
import { onlyIfWork } from "../../src/policies/dispatch/only-if-work.ts";
import { ScriptedBackend, type Step } from "../../src/testing/index.ts";
import { finish } from "../../src/testing/scripted-backend.ts";
import { patience } from "../limits.ts";
import { ruleOf } from "./when/calendars.ts";
import { QUEUE, works, world } from "./world.ts";

const [MINUTE, HOUR] = [60_000, 3_600_000];
const FOR_EVER = patience();

const due = (...texts: string[]): Partial<AgentDefinition> => ({
  work: ["duty"],
  when: { rules: texts.map((text) => ruleOf(text)), minGap: 0 },
});

const failing = (cause: "exit_code" | "rate_limit", retryAt?: number): Step =>
  finish({ stopReason: "error", cause, text: "no luck", ...(retryAt !== undefined && { retryAt }) });
const done = finish({ stated: { item: "done", reason: "written" } });

/** A fleet whose agents are due by the clock, on a clock that is moved by hand. */
async function scheduled(
  agents: Record<string, Partial<AgentDefinition>>,
  ...given: readonly (Step | { readonly dispatch: DispatchPolicy })[]
) {
  const steps = given.filter((one): one is Step => "type" in one);
  const wanted = Object.assign({}, ...given.filter((one) => "dispatch" in one)) as { dispatch?: DispatchPolicy };
  const here = await world({ agents, ...wanted, backend: steps.map((step) => new ScriptedBackend(works, step)) });
  const tick = (agent?: string) => here.watch.tick(FOR_EVER, agent);
  // A rule that was never looked at starts now.
  await tick();
  const outcomes = async () => (await here.fleet.ledger.history.sessions({ limit: 50 })).map(({ outcome }) => outcome);
  const dues = (agent: string) => here.fleet.ledger.history.dues({ agent, limit: 50 });
  return { ...here, tick, outcomes, dues };
}

describe("an agent that is due by the clock", () => {
  it("is run when its time has come, and not before", async () => {
    const { clock, tick, outcomes } = await scheduled({ ann: due("every 1h") }, done);
    expect(await tick()).toEqual({
      kind: "rest",
      reason: "no agent is due; the next due is at 2026-11-23T10:00:00.000Z",
    });
    clock.advance(HOUR);
    expect(await tick()).toMatchObject({ outcome: { kind: "done" } });
    expect(await tick()).toMatchObject({ kind: "rest" });
    expect(await outcomes()).toHaveLength(1);
  });

  it("is run once after an outage, or a machine that slept, and what it has missed is one line (T08)", async () => {
    const { clock, tick, dues } = await scheduled({ ann: due("every 1h") }, done);
    clock.advance(72 * HOUR + MINUTE);
    await tick();
    expect((await dues("ann")).map(({ state, n }) => [state, n])).toEqual([
      ["ran", 1],
      ["missed", 71],
    ]);
  });

  it("is not run again for a due whose session died: the ledger decides, and the next due comes as it would (T07)", async () => {
    const { clock, tick, dues, fleet, watch, outcomes } = await scheduled({ ann: due("every 1h") }, done);
    clock.advance(HOUR);
    const [pending] = await watch.roster.book.update();
    if (!pending) throw new Error("nothing is due");
    const asked = {
      session: fleet.folders.newId(),
      agent: "ann",
      workspace: "main",
      backend: "scripted",
      due: pending,
    };
    const budget = { asked: 0, day: "2026-11-23" };
    const dead = { pid: 1, startTime: "never", boot: "another" };
    await fleet.ledger.open({ ...asked, budget, at: clock.now(), slots: 4, process: dead });
    clock.advance(10 * MINUTE);
    expect(await tick()).toMatchObject({ kind: "rest" });
    expect(await outcomes()).toMatchObject([{ kind: "crashed" }]);
    clock.advance(50 * MINUTE);
    expect(await tick()).toMatchObject({ outcome: { kind: "done" } });
    expect((await outcomes()).map((outcome) => outcome?.kind)).toEqual(["done", "crashed"]);
    expect((await dues("ann")).map(({ state }) => state)).toEqual(["ran", "ran"]);
  });

  it("has one session for what comes at once, by the clock and by an event, and both are told (T10)", async () => {
    const { clock, tick, dues, fleet, outcomes } = await scheduled({ ann: due("every 1h", "on inbox") }, done);
    await fleet.inbox.put("ann", "Look at the pump\n");
    clock.advance(HOUR);
    await tick();
    expect(await outcomes()).toHaveLength(1);
    expect((await dues("ann")).map(({ rule, state, reason }) => [rule, state, reason]).toSorted()).toEqual([
      ["every 1h in UTC", "ran", expect.stringContaining("the due is its duty")],
      ["on inbox", "coalesced", expect.stringMatching(/^covered by session .*, for every 1h in UTC$/)],
    ]);
  });

  it("follows another agent's session that ended well, and says why it does not follow one that did not", async () => {
    const agents = { strategist: due("every 1h"), bob: due("after strategist") };
    const { clock, tick, dues } = await scheduled(agents, failing("exit_code"), done, done);
    clock.advance(HOUR);
    await tick("strategist");
    expect(await tick("bob")).toMatchObject({ kind: "rest" });
    expect(await dues("bob")).toMatchObject([
      { state: "skipped", reason: /^strategist's session .* ended as failed$/ },
    ]);
    clock.advance(HOUR);
    await tick("strategist");
    clock.advance(MINUTE);
    expect(await tick("bob")).toMatchObject({ outcome: { kind: "done" } });
  });

  it("an agent that is due by the clock whose sessions fail is tried again later and later, and its owner is told once (K13)", async () => {
    const steps = Array.from({ length: 12 }, () => failing("exit_code"));
    const { clock, tick, outcomes, fleet } = await scheduled({ ann: due("every 5m") }, ...steps, done);
    for (let minutes = 0; minutes < 12 * 60; minutes += 5) {
      clock.advance(5 * MINUTE);
      await tick();
    }
    // After 5, 10, 20, 40, 80, 160 and 320 minutes.
    expect((await outcomes()).length).toBe(8);
    const told = (await fleet.ledger.history.obligations()).filter(({ key }) => key === "failing:ann");
    expect(told).toMatchObject([{ action: expect.stringMatching(/5 sessions in a row failed.*no luck/) }]);
  });

  it("may be run by a person all the same, and a session that does not fail ends it", async () => {
    const steps = [...Array.from({ length: 5 }, () => failing("exit_code")), done];
    const { clock, tick, run, fleet } = await scheduled({ ann: due("every 5m") }, ...steps);
    for (let n = 0; n < 5; n++) {
      clock.advance(MINUTE);
      await run({ agent: "ann" });
    }
    clock.advance(5 * MINUTE);
    expect(await tick()).toMatchObject({
      kind: "rest",
      reason: expect.stringContaining("80 minutes after its last 5 sessions failed"),
    });
    clock.advance(MINUTE);
    await run({ agent: "ann" });
    expect(await fleet.ledger.history.obligations()).toEqual([]);
    clock.advance(5 * MINUTE);
    expect(await tick()).toMatchObject({ outcome: { kind: "done" } });
  });

  it("waits, like its siblings, until the API that they share has said", async () => {
    const agents = { ann: due("every 1h"), bob: due("every 1h") };
    const until = Date.parse("2026-11-23T12:30:00Z");
    const { clock, tick, dues } = await scheduled(agents, failing("rate_limit", until), done, done);
    clock.advance(HOUR);
    await tick("ann");
    expect(await tick("bob")).toMatchObject({
      kind: "rest",
      reason: expect.stringContaining("before 2026-11-23T12:30:00.000Z"),
    });
    expect((await dues("bob"))[0]).toMatchObject({ state: "skipped", reason: expect.stringContaining("no luck") });
    clock.advance(3 * HOUR);
    expect(await tick("bob")).toMatchObject({ outcome: { kind: "done" } });
  });

  it("keeps its distance", async () => {
    const ann = { work: ["duty"], when: { rules: [ruleOf("every 5m")], minGap: 20 * MINUTE } };
    const { clock, tick, outcomes } = await scheduled({ ann }, done);
    for (let minutes = 0; minutes < 60; minutes += 5) {
      clock.advance(5 * MINUTE);
      await tick();
    }
    expect((await outcomes()).length).toBe(3);
  });
});

describe("a message", () => {
  it("a message that was answered is put away, also by whoever comes after one that was killed before it could", async () => {
    const { tick, clock, fleet, outcomes } = await scheduled({ ann: { ...due("on inbox"), work: [] } }, done, done);
    const id = await fleet.inbox.put("ann", "Look at the pump\n");
    await tick();
    expect(await fleet.inbox.waiting("ann")).toEqual([]);
    const inbox = `${fleet.agents[0]?.folder ?? ""}/state/inbox/ann`;
    await rename(`${inbox}/done/${id}`, `${inbox}/new/${id}`);
    clock.advance(1000);
    await fleet.inbox.put("ann", "And at the valve\n");
    await tick();
    expect(await outcomes()).toHaveLength(2);
    expect(await fleet.inbox.waiting("ann")).toEqual([]);
  });

  it("a message that comes while the clock is set back by a second is answered at once, and nobody is alarmed (T04)", async () => {
    const { tick, clock, fleet, outcomes } = await scheduled({ ann: { ...due("on inbox"), work: [] } }, done, done);
    await fleet.inbox.put("ann", "Look at the pump\n");
    await tick();
    clock.advance(-1000);
    await fleet.inbox.put("ann", "And at the valve\n");
    await tick();
    expect(await outcomes()).toHaveLength(2);
    expect(await fleet.ledger.history.obligations()).toEqual([]);
  });
});

describe("a fleet that opens sessions only if there is work (U08)", () => {
  it("skips the due of an agent that has nothing to do, and opens no session for it", async () => {
    const agents = { ann: { ...due("every 1h"), work: ["work-queue"] } };
    const dispatch = onlyIfWork.create({ of: "schedule" }, {} as Host);
    const { clock, tick, dues, outcomes, remote } = await scheduled(agents, done, { dispatch });
    clock.advance(HOUR);
    expect(await tick()).toMatchObject({ kind: "rest" });
    expect(await dues("ann")).toMatchObject([{ state: "skipped", reason: /^nothing to do/ }]);
    expect(await outcomes()).toEqual([]);
    await remote.commit({ "state/queue-manual.md": QUEUE });
    clock.advance(HOUR);
    expect(await tick()).toMatchObject({ outcome: { kind: "done" }, item: { title: "Write the report" } });
  });
});

describe("a STOP file", () => {
  const idle: readonly (Outcome | undefined)[] = [];

  it("a STOP file in the fleet's folder opens no session, and says whose words they are (O08)", async () => {
    const { clock, tick, outcomes, fleet, dues } = await scheduled({ ann: due("every 1h") }, done);
    const { writeFile, rm } = await import("node:fs/promises");
    const file = `${fleet.agents[0]?.folder ?? ""}/STOP`;
    await writeFile(file, "moving house\n");
    clock.advance(HOUR);
    expect(await tick()).toEqual({ kind: "rest", reason: "stopped by the fleet's STOP file: moving house" });
    expect(await outcomes()).toEqual(idle);
    expect((await dues("ann"))[0]).toMatchObject({ state: "skipped" });
    await rm(file);
    clock.advance(HOUR);
    expect(await tick()).toMatchObject({ outcome: { kind: "done" } });
  });

  it("committed to the workspace ends a session before it starts anything, until it is gone again", async () => {
    const { clock, tick, remote } = await scheduled({ ann: due("every 1h") }, done);
    await remote.commit({ STOP: "the release is out" });
    clock.advance(HOUR);
    expect(await tick()).toMatchObject({
      outcome: { kind: "stopped", reason: "stopped by the STOP file of main: the release is out" },
    });
  });

  it("ends a session that is at work, and keeps what it wrote", async () => {
    const folder = { path: "" };
    const script = new ScriptedBackend(
      { type: "write", files: { "half.md": "half\n" } },
      {
        type: "call",
        call: async () => (await import("node:fs/promises")).writeFile(`${folder.path}/STOP`, "enough\n"),
      },
      { type: "hang" },
    );
    const { fleet, clock, watch } = await world({ agents: { ann: due("every 1h") }, backend: script });
    folder.path = fleet.agents[0]?.folder ?? "";
    await watch.tick(FOR_EVER);
    clock.advance(HOUR);
    const ended = await watch.tick(FOR_EVER);
    expect(ended).toMatchObject({
      outcome: { kind: "stopped", reason: "stopped by the fleet's STOP file: enough" },
      publication: { kind: "rescued" },
    });
  });
});
