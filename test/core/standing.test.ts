import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { AgentDefinition } from "../../src/core/contracts/agent.ts";
import { ruleOf } from "./when/calendars.ts";
import { world } from "./world.ts";

const DAY = 24 * 3_600_000;
/** Of a day. */
const LOOKS = 48;
const onInbox: Partial<AgentDefinition> = { work: [], when: { rules: [ruleOf("on inbox")], minGap: 0 } };
const CENT = 10_000;

/** A day of looks: who would have been started, and what stands in the ledger. */
async function dayOf({ fleet, watch, clock }: Awaited<ReturnType<typeof world>>) {
  const started: string[] = [];
  for (let look = 0; look < LOOKS; look++) {
    const next = await watch.next([], () => false);
    if (next.kind === "run") started.push(next.agent.name);
    clock.advance(DAY / LOOKS);
  }
  const dues = (agent: string) => fleet.ledger.history.dues({ agent, limit: 5000 });
  return { started, dues };
}

it("B1: starts nobody who is stopped, and keeps one due for what waits, with one reason", async () => {
  const here = await world({ agents: { ann: onInbox } });
  await here.fleet.inbox.put("ann", "hello");
  await here.fleet.ledger.stop({ scope: "ann", owner: "bob", reason: "holidays", at: here.clock.now() });
  const { started, dues } = await dayOf(here);
  expect(started).toEqual([]);
  expect(await dues("ann")).toMatchObject([{ state: "pending", reason: expect.stringMatching(/holidays/) as string }]);
  await here.fleet.ledger.start("ann");
  expect(await here.watch.next([], () => false)).toMatchObject({ kind: "run", agent: { name: "ann" } });
});

it("B1: starts nobody while the fleet's folder has a STOP file", async () => {
  const here = await world({ agents: { ann: onInbox } });
  await here.fleet.inbox.put("ann", "hello");
  await writeFile(join(here.fleet.agents[0]?.folder ?? "", "STOP"), "the disk is being changed");
  const { started, dues } = await dayOf(here);
  expect(started).toEqual([]);
  expect(await dues("ann")).toMatchObject([
    { state: "pending", reason: expect.stringMatching(/disk is being/) as string },
  ]);
});

it("B1: starts nobody whose workspace has a STOP file", async () => {
  const here = await world({ agents: { ann: onInbox }, files: { STOP: "a release is on its way" } });
  await here.fleet.inbox.put("ann", "hello");
  const { started, dues } = await dayOf(here);
  expect(started).toEqual([]);
  expect(await dues("ann")).toMatchObject([{ state: "pending", reason: expect.stringMatching(/a release/) as string }]);
});

it("B1: starts nobody whose cap is too small, and tells its owner once", async () => {
  const here = await world({ agents: { ann: onInbox }, caps: { run: 2 * CENT, agentDay: CENT } });
  await here.fleet.inbox.put("ann", "hello");
  const { started, dues } = await dayOf(here);
  expect(started).toEqual([]);
  expect(await dues("ann")).toMatchObject([{ state: "pending", reason: expect.stringMatching(/budget/) as string }]);
  expect(await here.fleet.ledger.history.obligations()).toHaveLength(1);
});

it("B11: a dispatch policy that throws is an incident that names it, and the built-in one decides meanwhile", async () => {
  let isBroken = true;
  const dispatch = {
    decide: () => {
      if (isBroken) throw new Error("no stars tonight");
      return { kind: "rest", reason: "as the stars say" } as const;
    },
  };
  const here = await world({ agents: { ann: onInbox }, dispatch });
  await here.fleet.inbox.put("ann", "hello");
  const next = await here.watch.next([], () => false);
  expect(next).toMatchObject({
    kind: "run",
    reason: expect.stringMatching(/by the built-in dispatch policy/) as string,
  });
  const incidents = () => here.fleet.ledger.history.incidents();
  expect(await incidents()).toMatchObject([
    { report: { check: "dispatch", detail: expect.stringMatching(/no stars/) as string } },
  ]);
  isBroken = false;
  expect(await here.watch.next([], () => false)).toMatchObject({ kind: "rest", reason: "as the stars say" });
  expect(await incidents()).toEqual([]);
});

it("holds every agent while the budget policy cannot say what may be spent, which is an incident until it can (B11)", async () => {
  let isBroken = true;
  const caps = () => {
    if (isBroken) throw new Error("no purse");
    return { run: 0 };
  };
  const here = await world({ agents: { ann: onInbox }, budget: { caps } });
  await here.fleet.inbox.put("ann", "hello");
  expect(await here.watch.next([], () => false)).toMatchObject({ kind: "rest" });
  const incidents = () => here.fleet.ledger.history.incidents();
  expect(await incidents()).toMatchObject([
    {
      key: "budget:ann",
      report: { status: "fail", detail: expect.stringMatching(/ann is not started.*no purse/) as string },
    },
  ]);
  await expect(here.run()).rejects.toThrow(/ann is not started.*no purse/);
  isBroken = false;
  here.clock.advance(120_000);
  expect(await here.watch.next([], () => false)).toMatchObject({ kind: "run" });
  expect(await incidents()).toEqual([]);
});
