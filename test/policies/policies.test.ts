import { describe, expect, it } from "vitest";
import type { AgentDefinition, HealthQuestion, Host, Situation, WorkspaceView } from "../../src/index.ts";
import { commandDispatch } from "../../src/policies/command/dispatch.ts";
import { commandCheck } from "../../src/policies/command/health-check.ts";
import { valuesIn } from "../../src/policies/command/options.ts";
import { commandSource } from "../../src/policies/command/work-source.ts";
import { onlyIfWork } from "../../src/policies/dispatch/only-if-work.ts";
import { roundRobin } from "../../src/policies/dispatch/round-robin.ts";
import { schedule } from "../../src/policies/dispatch/schedule.ts";
import { memoryView } from "../../src/testing/index.ts";

const agents = ["ann", "bob", "cid"].map((name) => ({ name }) as AgentDefinition);
const [ann = {} as AgentDefinition] = agents;
const situation: Situation = { now: 9, agents, dues: {}, busy: [], lastStart: {}, slots: 4 };
const answering = (answer: string) => ({ ask: async () => answer }) as unknown as Host;
const PART = { run: ["x"] as [string, ...string[]], seconds: 1 };
const never = new AbortController().signal;

describe("round robin", () => {
  const decide = (given: Partial<Situation>) => roundRobin.create({}, {} as Host).decide({ ...situation, ...given });

  it("takes who has never run, then who has rested longest", async () => {
    expect(await decide({ lastStart: { ann: 1, bob: 2 } })).toMatchObject({ agent: { name: "cid" } });
    expect(await decide({ lastStart: { ann: 3, bob: 1, cid: 2 } })).toMatchObject({ agent: { name: "bob" } });
  });

  it("passes over who is at work, and rests when all are, or nobody is there", async () => {
    expect(await decide({ busy: ["ann"] })).toMatchObject({ agent: { name: "bob" } });
    expect(await decide({ busy: ["ann", "bob", "cid"] })).toEqual({
      kind: "rest",
      reason: "every agent that is due is running",
    });
    expect(await decide({ agents: [] })).toEqual({ kind: "rest", reason: "no agent is due" });
  });

  it("rests while every slot is taken", async () => {
    const reason = "every slot is taken, by ann";
    expect(await decide({ busy: ["ann"], slots: 1 })).toEqual({ kind: "rest", reason });
  });
});

describe("the schedule", () => {
  const due = { id: "d", rule: "Mon 10:00", from: 1, duty: true, reason: "" };
  const decide = (given: Partial<Situation>) => schedule.create({}, {} as Host).decide({ ...situation, ...given });

  it("takes those that are due in the order of their files, before those that are there for the asking", async () => {
    const dues = { bob: [due], cid: [due] };
    expect(await decide({ dues })).toMatchObject({ agent: { name: "bob" }, reason: "bob is due: Mon 10:00" });
    expect(await decide({ dues, busy: ["bob"] })).toMatchObject({ agent: { name: "cid" } });
    expect(await decide({ dues, busy: ["bob", "cid"] })).toMatchObject({ agent: { name: "ann" } });
  });

  it("takes whoever has rested longest when all are there for the asking", async () => {
    expect(await decide({ lastStart: { ann: 3, bob: 1, cid: 2 } })).toMatchObject({ agent: { name: "bob" } });
  });

  it("rests while every slot is taken, while all are at work, and when nobody is due", async () => {
    expect(await decide({ busy: ["ann"], slots: 1 })).toMatchObject({ reason: "every slot is taken, by ann" });
    const all = { busy: ["ann", "bob", "cid"] };
    expect(await decide(all)).toEqual({ kind: "rest", reason: "every agent that is due is running" });
    expect(await decide({ agents: [] })).toEqual({ kind: "rest", reason: "no agent is due" });
  });
});

describe("only if there is work", () => {
  const due = { id: "d", rule: "Mon 10:00", from: 1, duty: false, reason: "" };
  const policy = onlyIfWork.create({ of: "schedule" }, {} as Host);
  const dues = { ann: [due], bob: [due], cid: [due] };

  it("takes the first that is due and has something to do, and skips those that have nothing", async () => {
    const ready = { ann: [], bob: ["Fix the pump"], cid: [] };
    expect(await policy.decide({ ...situation, dues, ready })).toMatchObject({
      agent: { name: "bob" },
      idle: ["ann", "cid"],
    });
  });

  it("rests when nobody has anything to do", async () => {
    const ready = { ann: [], bob: [], cid: [] };
    expect(await policy.decide({ ...situation, dues, ready })).toMatchObject({
      kind: "rest",
      idle: ["ann", "bob", "cid"],
    });
  });
});

it.for([
  ["", []],
  ["[1, 2]", [1, 2]],
  ['{"ready_tasks": [{"id": "a"}], "count": 1}', [{ id: "a" }]],
  ['{"id": "a"}', [{ id: "a" }]],
  ['{"id": "a"}\n\n{"id": "b"}\n', [{ id: "a" }, { id: "b" }]],
  ['note: two\n{"id": "a"}', [{ id: "a" }]],
  ["null", []],
] as const)("%j is the values %j", ([answer, values]) => {
  expect(valuesIn(answer)).toEqual(values);
});

it("an answer without any JSON is a complaint, and not nothing", () => {
  expect(() => valuesIn(`{"a":`.repeat(200_000))).toThrow("it answered no JSON");
  expect(() => valuesIn("please sign in\nthen try again")).toThrow("it answered no JSON: please sign in");
});

describe("a program that dispatches", () => {
  const decide = (answer: string) => commandDispatch.create(PART, answering(answer)).decide(situation);

  it("names an agent, nobody, or one that is not there", async () => {
    expect(await decide('{"agent": "bob", "reason": "his turn"}')).toMatchObject({
      kind: "run",
      agent: { name: "bob" },
    });
    expect(await decide('{"reason": "night"}')).toEqual({ kind: "rest", reason: "night" });
    expect(await decide('{"agent": "dan", "reason": "x"}')).toEqual({
      kind: "rest",
      reason: 'no agent is called "dan" (x)',
    });
  });

  it.for(["", '{"agent": 3}', "[]"])(
    "a program that dispatches and answers %j is told in a sentence",
    async (answer) => {
      await expect(decide(answer)).rejects.toThrow(
        /^x answered .*: write \{"agent": "<name>", "reason": "a sentence"\}/,
      );
    },
  );
});

describe("a program that checks", () => {
  const check = (answer: string) =>
    commandCheck
      .create({ ...PART, name: "weather", about: "agent" }, answering(answer))
      .check({ agent: ann } as HealthQuestion, never);

  it("passes or warns, and warns when it answers anything else", async () => {
    expect(await check('{"status": "pass", "detail": "dry"}')).toEqual({
      check: "weather",
      status: "pass",
      detail: "dry",
      quotes: true,
    });
    for (const answer of ["", "3", '{"status": "fail", "detail": "x"}'])
      expect(await check(answer)).toMatchObject({
        status: "warn",
        detail: expect.stringMatching(/^it answered /) as string,
      });
  });
});

describe("a program that lists work", () => {
  const view: WorkspaceView = memoryView({ "README.md": "x" });
  const candidates = async (answer: string) =>
    commandSource
      .create({ ...PART, name: "listed", tier: "tertiary" }, answering(answer))
      .candidates({ view, agent: ann, now: 9 }, never);

  it("is heard in every shape of title and id, and a state that is none is ready", async () => {
    expect(
      await candidates(
        '[{"id": 7}, {"id": "b", "name": "B", "state": "backlog"}, {"id": "c", "state": "waiting", "reason": "rain"}]',
      ),
    ).toEqual([
      { id: "7", title: "7", state: "ready" },
      { id: "b", title: "B", state: "ready" },
      { id: "c", title: "c", state: "waiting", reason: "rain" },
    ]);
  });

  it.for(['[{"title": "x"}]', "[3]", '[{"id": ""}]'])("is refused without an id: %s", async (answer) => {
    await expect(candidates(answer)).rejects.toThrow(/listed answered .* each item needs an "id"/);
  });
});
