import { describe, expect, it } from "vitest";
import type { HealthCheck } from "../../../src/core/contracts/health.ts";
import type { HealthReport, HealthStatus } from "../../../src/core/contracts/health-report.ts";
import { finish, ScriptedBackend } from "../../../src/testing/index.ts";
import { patience } from "../../limits.ts";
import { QUEUE, works } from "../world.ts";
import { checkedBy, DAY, HOUR } from "./checked.ts";

const SOON = patience();
const done = () => new ScriptedBackend(works, finish({ stated: { item: "done", reason: "seen to" } }));

/** A check that finds what a test tells it to, and counts how often it is made. */
function weather(first: HealthStatus = "warn", more: Partial<HealthCheck & HealthReport> = {}) {
  const state = { status: first, detail: "rain is coming", made: 0 };
  const { about = "fleet", ...said } = more as { about?: "fleet" | "agent" };
  const check: HealthCheck = {
    name: "weather",
    about,
    async check() {
      state.made += 1;
      const { status, detail } = state;
      return { check: "weather", status, detail, ...said };
    },
  };
  return { state, check };
}

describe("an incident", () => {
  it("is told of once, as long as its cause lasts, and once more when it has gone", async () => {
    const { state, check } = weather();
    const { reports, events, clock, open } = await checkedBy(check);
    const told = () => events.filter(({ type }) => type.startsWith("incident")).map(({ type }) => type);
    for (let n = 0; n < 3; n++) await reports();
    expect([told(), await open()]).toEqual([["incident.opened"], ["weather"]]);
    state.status = "pass";
    clock.advance(HOUR);
    for (let n = 0; n < 2; n++) await reports();
    expect([told(), await open()]).toEqual([["incident.opened", "incident.resolved"], []]);
    state.status = "warn";
    await reports();
    expect(told()).toHaveLength(3);
  });

  it("is told of again when it becomes worse, and whoever knew of the warning does not know of the failure", async () => {
    const { state, check } = weather();
    const { reports, events, fleet } = await checkedBy(check);
    await reports();
    await fleet.ledger.incidents.acknowledge("weather", { by: "ada" });
    expect(await reports()).toMatchObject([{ status: "warn", acknowledged: "ada" }]);
    state.status = "fail";
    expect(await reports()).toEqual([{ check: "weather", status: "fail", detail: "rain is coming" }]);
    expect(events.filter(({ type }) => type === "incident.opened")).toHaveLength(2);
  });

  it("an incident that somebody knows of until a time warns again from then on", async () => {
    const { check } = weather();
    const { reports, fleet, clock } = await checkedBy(check);
    await reports();
    const until = clock.now() + 3 * DAY;
    expect(await fleet.ledger.incidents.acknowledge("wether", { by: "ada" })).toBe(false);
    expect(await fleet.ledger.incidents.acknowledge("weather", { by: "ada", until })).toBe(true);
    expect(await reports()).toMatchObject([{ acknowledged: "ada" }]);
    clock.advance(3 * DAY);
    expect((await reports())[0]).not.toHaveProperty("acknowledged");
  });

  it("an incident that was written down and not told of, because its finder was killed, is told of by the next one", async () => {
    const { check } = weather("pass");
    const { fleet, events, health } = await checkedBy(check);
    const report: HealthReport = { check: "weather", status: "warn", detail: "rain is coming" };
    await fleet.ledger.incidents.observe({ check: "weather", subject: "", at: 1, reports: [report] });
    expect(events).toEqual([]);
    fleet.events.subscribe(() => {});
    await health.refresh(SOON);
    // It passes by now: nobody was told that it was wrong, so there is nothing to take back.
    expect(events.map(({ type }) => type)).toEqual([]);
    await fleet.ledger.incidents.observe({
      check: "other",
      subject: "",
      at: 1,
      reports: [{ ...report, check: "other" }],
    });
    await health.refresh(SOON);
    expect(events.map(({ type }) => type)).toEqual(["incident.opened"]);
  });

  it("is no more when nobody declares its check any longer", async () => {
    const { check } = weather("pass");
    const { fleet, reports, open } = await checkedBy(check);
    const report: HealthReport = { check: "gone", status: "warn", detail: "x" };
    await fleet.ledger.incidents.observe({ check: "gone", subject: "", at: 1, reports: [report] });
    await reports();
    expect(await open()).toEqual([]);
  });

  it("is as it was when its check cannot be made", async () => {
    const { state, check } = weather();
    const breaks = { state: false };
    const broken: HealthCheck = {
      ...check,
      check: (...asked) => (breaks.state ? Promise.reject(new Error("no window")) : check.check(...asked)),
    };
    const { reports, fleet } = await checkedBy({ ...broken, name: "weather" });
    state.detail = "rain";
    await reports();
    breaks.state = true;
    expect(await reports()).toMatchObject([{ status: "warn", detail: "could not be checked: no window" }]);
    expect(await fleet.ledger.history.incidents()).toHaveLength(1);
    expect((await fleet.ledger.history.incidents(0))[0]?.first).toBe("rain");
  });
});

describe("a check about the fleet", () => {
  it("is made once for all sessions of an hour, and its age is told", async () => {
    const { state, check } = weather();
    const backend = done();
    const { session, clock } = await checkedBy(check, { backend });
    await session();
    clock.advance(20 * 60_000);
    await session();
    expect(state.made).toBe(1);
    expect(backend.requests[1]?.prompt).toContain("weather: rain is coming (20 min ago)");
    clock.advance(HOUR);
    await session();
    expect(state.made).toBe(2);
  });

  it("is made again at once by a clock that was set back", async () => {
    const { state, check } = weather();
    const { health, clock } = await checkedBy(check);
    await health.refresh(SOON);
    clock.advance(-HOUR);
    await health.refresh(SOON);
    expect(state.made).toBe(2);
  });

  it("is made although nobody is due", async () => {
    const { state, check } = weather();
    const { watch, open } = await checkedBy(check, { agents: { ann: { when: { rules: [], minGap: 0 } } } });
    expect(await watch.tick(SOON)).toMatchObject({ kind: "rest" });
    expect([state.made, await open()]).toEqual([1, ["weather"]]);
  });
});

describe("what a check finds", () => {
  it("keeps nobody from working, whatever a check of one's own calls it", async () => {
    const backend = done();
    const { check } = weather("fail", { about: "agent" } as object);
    const { session, found, open } = await checkedBy(check, { backend });
    expect((await session()).outcome.kind).toBe("done");
    expect(backend.requests[0]?.prompt).toContain("weather: rain is coming");
    expect([await found(), await open()]).toEqual([["fail"], ["weather:ann"]]);
  });

  it("is not in the brief when somebody knows of it", async () => {
    const backend = done();
    const { check } = weather();
    const { session, fleet, clock } = await checkedBy(check, { backend });
    await session();
    await fleet.ledger.incidents.acknowledge("weather", { by: "ada" });
    clock.advance(60_000);
    await session();
    expect(backend.requests.map(({ prompt }) => prompt.includes("rain"))).toEqual([true, false]);
  });

  it("is a warning when a check does not come back, and the others are heard", async () => {
    const check: HealthCheck = { name: "deaf", about: "fleet", check: () => new Promise(() => {}) };
    const { health, clock, fleet } = await checkedBy(check);
    const looked = health.refresh(SOON);
    await clock.sleeping();
    clock.advance(60_000);
    await looked;
    expect(await fleet.ledger.history.incidents()).toMatchObject([
      { key: "deaf", first: "could not be checked: it did not answer within 60 seconds" },
    ]);
  });
});

describe("an agent whose work names health", () => {
  const agents = { ann: { work: ["health", "work-queue"] }, bob: { work: ["work-queue"] } };
  const files = { "state/queue-manual.md": QUEUE };

  it("takes what is warned of before its queue, once for the same cause, and again when it comes back", async () => {
    const { state, check } = weather();
    const { session, clock } = await checkedBy(check, { agents, files, backend: done() });
    const taken = async (agent = "ann") => {
      clock.advance(2 * HOUR);
      const { item, outcome } = await session({ agent });
      return item?.title ?? outcome.kind;
    };
    expect(await taken()).toBe("Look into weather");
    state.detail = "rain is coming, and hail";
    expect(await taken()).toBe("Write the report");
    expect(await taken()).toBe("idle");
    state.status = "pass";
    expect(await taken()).toBe("idle");
    state.status = "warn";
    expect(await taken("bob")).toBe("idle");
    expect(await taken()).toBe("Look into weather");
  });

  it("is due by what is warned of, where its file says so", async () => {
    const { check } = weather();
    const when = { rules: [{ kind: "on", text: "on health", event: "health" } as const], minGap: 0 };
    const { watch } = await checkedBy(check, { agents: { ann: { work: ["health"], when } }, backend: done() });
    expect(await watch.tick(SOON)).toMatchObject({ kind: "rest" });
    expect(await watch.tick(SOON)).toMatchObject({ item: { id: "weather" }, outcome: { kind: "done" } });
    expect(await watch.tick(SOON)).toMatchObject({ kind: "rest" });
  });

  it("leaves alone what somebody knows of, and what only a person can mend", async () => {
    const { check } = weather("warn", { needsPerson: true } as object);
    const { session } = await checkedBy(check, { agents: { ann: { work: ["health"] } } });
    expect((await session()).outcome).toMatchObject({ kind: "idle", reason: "no source has anything on offer" });
  });
});
