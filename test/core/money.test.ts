import { describe, expect, it } from "vitest";
import { budgetFor } from "../../src/core/budget/budget.ts";
import type { AgentDefinition } from "../../src/core/contracts/agent.ts";
import type { Usage } from "../../src/core/contracts/run-result.ts";
import { finish, ScriptedBackend, type Step, write } from "../../src/testing/index.ts";
import { QUEUE, world } from "./world.ts";

const files = { "state/queue-manual.md": QUEUE };
const DAY = "2026-11-23";
const caps = { run: 2_000_000, agentDay: 10_000_000, fleetDay: 10_000_000 };
const usage = (micros?: number): Usage => ({
  inputTokens: 9,
  outputTokens: 1,
  ...(micros !== undefined && { micros }),
});
const costs = (micros: number): Step => ({ type: "tell", event: { type: "usage", usage: usage(micros) } });
const playing = (...script: Step[]) => world({ files, caps, backend: new ScriptedBackend(...script) });

describe("what a session costs", () => {
  it("is what its run says", async () => {
    const { session, fleet } = await playing(finish({ usage: usage(300_000) }));
    await session();
    expect(await fleet.ledger.history.reservations(DAY)).toMatchObject([{ spent: 300_000, state: "settled" }]);
  });

  it("is what was reserved for it, when its run does not say (U05)", async () => {
    const { session, fleet } = await playing(finish({ usage: usage() }));
    await session();
    expect(await fleet.ledger.history.reservations(DAY)).toMatchObject([
      { micros: 2_000_000, spent: null, state: "charged" },
    ]);
  });

  it.each([-1, Number.NaN, 0.5, Number.POSITIVE_INFINITY])(
    "is what was reserved, when its run says %s",
    async (micros) => {
      const { session, fleet } = await playing(finish({ usage: usage(micros) }));
      await session();
      expect(await fleet.ledger.history.reservations(DAY)).toMatchObject([{ state: "charged" }]);
    },
  );

  it("is nothing, and no model is asked, when there is nothing to do (U08)", async () => {
    const backend = new ScriptedBackend();
    const { session, fleet } = await world({ caps, backend });
    expect((await session()).outcome.kind).toBe("idle");
    expect(backend.requests).toEqual([]);
    expect(await fleet.ledger.history.reservations(DAY)).toMatchObject([{ spent: 0, state: "settled" }]);
  });
});

describe("a run that spends more than is reserved for it (U06)", () => {
  it("is stopped there, and what it wrote is kept", async () => {
    const { session } = await playing(write({ "half.md": "half\n" }), costs(1_999_999), costs(2_500_000), {
      type: "hang",
    });
    expect(await session()).toMatchObject({
      outcome: { kind: "stopped", cause: "spend", reason: "it had cost $2.50, more than the $2.00 reserved for it" },
      publication: { kind: "rescued" },
    });
  });

  it("is told to its backend beforehand, and nothing is where nothing is reserved", async () => {
    const [paid, free] = [new ScriptedBackend(), new ScriptedBackend(costs(9_000_000))];
    await (await world({ files, caps, backend: paid })).session();
    const unpaid = await world({ files, backend: free });
    expect((await unpaid.session()).outcome.kind).toBe("no-effect");
    expect([paid, free].map(({ requests: [request] }) => request?.allowance)).toEqual([2_000_000, undefined]);
  });
});

describe("a session that died (U02)", () => {
  const died = (used: () => Promise<Usage>) => {
    const backend = Object.assign(new ScriptedBackend({ type: "vanish" }), { used });
    return world({ files, caps, backend });
  };

  it("has cost what its backend can still tell, once", async () => {
    const { session, fleet } = await died(async () => usage(700_000));
    const { id, outcome } = await session();
    expect(outcome.kind).toBe("crashed");
    const again = { session: id, at: 1, outcome, publication: { kind: "none", reason: "" }, spent: 5 } as const;
    await expect(fleet.ledger.settle(again)).rejects.toThrow("has been ended");
    expect(await fleet.ledger.history.reservations(DAY)).toMatchObject([{ spent: 700_000, state: "settled" }]);
    expect(await fleet.ledger.history.sessions({ limit: 1 })).toMatchObject([{ usage: usage(700_000) }]);
  });

  it("is charged that in the same transaction as it is ended: whoever ends it may be killed right after", async () => {
    const { session, fleet } = await died(async () => usage(700_000));
    const settle = fleet.ledger.settle.bind(fleet.ledger);
    fleet.ledger.settle = async (settlement) => {
      await settle(settlement);
      throw new Error("killed");
    };
    await session().catch(() => {});
    expect(await fleet.ledger.history.reservations(DAY)).toMatchObject([{ spent: 700_000, state: "settled" }]);
  });

  it.each([
    ["knows tokens and no price", async () => usage()],
    ["can tell nothing", () => Promise.reject(new Error("there is no transcript"))],
  ])("is charged what was reserved, when its backend %s", async (_, used) => {
    const { session, fleet } = await died(used);
    await session();
    expect(await fleet.ledger.history.reservations(DAY)).toMatchObject([{ spent: null, state: "charged" }]);
  });
});

describe("caps for a session, an agent's day and the fleet's day at once (U07)", () => {
  const agents = {
    ann: { work: ["duty"] },
    bob: { work: ["duty"] },
    cid: { work: ["duty"], limits: { minutes: 9, dollars: 1 } },
  };

  it("are all kept: the tightest one says no, and the agent's own file may ask for less", async () => {
    const tight = { run: 3_000_000, agentDay: 5_000_000, fleetDay: 7_000_000 };
    const { run, fleet } = await world({
      agents,
      caps: tight,
      backend: new ScriptedBackend(finish({ usage: usage() })),
    });
    const said = [];
    for (const agent of ["ann", "ann", "bob", "bob", "cid", "cid"]) {
      const result = await run({ agent, duty: true });
      said.push("outcome" in result ? "ran" : /of (?<whose>.*?) \$/.exec(result.reason)?.groups?.whose);
    }
    // Three of ann's five, three more make six of seven, and one for cid.
    expect(said).toEqual(["ran", "ann's", "ran", "bob's", "ran", "the fleet's"]);
    const used = (await fleet.ledger.history.reservations(DAY)).reduce((sum, { micros }) => sum + micros, 0);
    expect(used).toBe(7_000_000);
  });
});

describe("a budget's day (U04)", () => {
  const dayAt = (at: string, zone: string) =>
    budgetFor({ agent: { limits: {} } as AgentDefinition, caps, free: false, now: Date.parse(at), zone }).day;

  it("is one day, however many hours it has", () => {
    // 25 hours, from 04:00 to 05:00 of the next day in UTC.
    const times = ["2026-11-01T04:00:00Z", "2026-11-01T06:30:00Z", "2026-11-02T04:59:59Z", "2026-11-02T05:00:00Z"];
    expect(times.map((at) => dayAt(at, "America/New_York"))).toEqual([...Array(3).fill("2026-11-01"), "2026-11-02"]);
  });

  it("is not opened again by a clock that is set back over midnight", async () => {
    const tight = { run: 2_000_000, agentDay: 2_000_000 };
    const spends = new ScriptedBackend(finish({ usage: usage(2_000_000) }));
    const { run, clock } = await world({ agents: { ann: { work: ["duty"] } }, caps: tight, backend: spends });
    clock.advance(16 * 3_600_000);
    expect(await run({ duty: true })).toHaveProperty("outcome");
    clock.advance(-2 * 3_600_000);
    expect(await run({ duty: true })).toMatchObject({ reason: expect.stringContaining("budget:") as string });
  });
});
