import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DueRecord } from "../../../../src/core/contracts/due-record.ts";
import type { PublishEffect, PublishIntent, RescueEffect } from "../../../../src/core/contracts/effects.ts";
import type { Ledger } from "../../../../src/core/contracts/ledger.ts";
import type { Outcome, Publication } from "../../../../src/core/contracts/outcome.ts";
import type { Due } from "../../../../src/core/contracts/session.ts";
import type { BudgetRequest } from "../../../../src/core/contracts/spending.ts";
import type { WorkItem } from "../../../../src/core/contracts/work.ts";
import { describeRescues } from "./describe-rescues.ts";
import type { LedgerCase } from "./ledger-case.ts";

const WORKSPACE = "main";
const PROCESS = { pid: 1, startTime: "1", boot: "boot" };
const NOTHING: Publication = { kind: "none", reason: "nothing was written" };
const DONE: Outcome = { kind: "done", reason: "it is finished" };
const PUBLISHED: Publication = { kind: "published", commit: "c".repeat(40), branch: "main" };

const ITEM: WorkItem = { source: "queue", id: "a", title: "Item a", state: "ready", tier: "primary", rev: "r1" };
const idOf = (n: number) => `0000000${n}-session`;
const dueOf = (n: number, duty: boolean) => ({
  id: `due-${n}`,
  rule: "test",
  from: n * 1000,
  duty,
  reason: "asked for",
});

const DAY = "2026-11-22";
const FREE: BudgetRequest = { asked: 0, day: DAY };

interface Beginning {
  readonly agent?: string;
  readonly slots?: number;
  readonly duty?: boolean;
  readonly due?: Due;
  readonly budget?: BudgetRequest;
}

const opening = (n: number, { agent = "ann", slots = 4, duty = false, due, budget = FREE }: Beginning = {}) => ({
  session: idOf(n),
  agent,
  workspace: WORKSPACE,
  backend: "scripted",
  due: due ?? dueOf(n, duty),
  budget,
  at: n * 1000,
  slots,
  process: PROCESS,
});

/** A due that a rule has brought, at second `n`, worth running for an hour. */
const brought = (n: number, given: Partial<DueRecord> = {}): DueRecord => {
  const at = n * 1000;
  const due = {
    id: `${given.agent ?? "ann"}-${given.rule ?? "hourly"}-${n}`,
    rule: "hourly",
    agent: "ann",
    from: at,
    to: at,
  };
  return { ...due, until: at + 3_600_000, n: 1, duty: false, state: "pending", reason: "its schedule", ...given };
};

/** What every ledger must do, wherever it keeps its record. Durability is for the tests that kill processes. */
export function describeLedger(name: string, make: () => Promise<LedgerCase> | LedgerCase): void {
  let made: LedgerCase;
  let ledger: Ledger;

  beforeEach(async () => {
    made = await make();
    ledger = made.ledger;
  });
  afterEach(() => made.dispose());

  const open = (n: number, beginning?: Beginning) => ledger.open(opening(n, beginning));
  const settle = (n: number, outcome = DONE, publication: Publication = NOTHING) =>
    ledger.settle({ session: idOf(n), at: n * 1000 + 500, outcome, publication });
  const claimOf = async (item: WorkItem) =>
    (await ledger.history.claims(WORKSPACE)).find(({ source, item: id }) => source === item.source && id === item.id);
  /** One whole session on an item. */
  const session = async (n: number, outcome: Outcome, publication?: Publication, item = ITEM) => {
    await open(n);
    const taken = await ledger.take(idOf(n), item);
    await settle(n, outcome, publication);
    return taken;
  };

  describe(`ledger contract: ${name}`, () => {
    describeSessions();
    describeClaims();
    describeEffects();
    describeRecords();
    describeDues();
    describeStops();
    describeBudget();
  });
  describeRescues(name, make);

  function describeSessions(): void {
    it("opens one session an agent, and says which one is open", async () => {
      expect(await open(1)).toMatchObject({ ok: true });
      expect(await open(2)).toEqual({ ok: false, kind: "busy", reason: expect.stringContaining(idOf(1)) });
    });

    it("opens no more sessions than there are slots, and says who has them", async () => {
      await open(1, { slots: 1 });
      const refused = await open(2, { agent: "bob", slots: 1 });
      expect(refused).toEqual({ ok: false, kind: "busy", reason: expect.stringContaining("ann") });
    });

    it("frees agent and slot when the session is settled", async () => {
      await open(1, { slots: 1 });
      await settle(1);
      expect(await open(2, { slots: 1 })).toMatchObject({ ok: true });
    });

    it("gives every session a higher fence than all before", async () => {
      const fences: number[] = [];
      for (const n of [1, 2, 3]) {
        const opened = await open(n);
        fences.push(opened.ok ? opened.fence : 0);
        await settle(n);
      }
      expect(fences).toEqual([...new Set(fences)].toSorted((a, b) => a - b));
    });

    it("keeps phase, base, item, outcome and publication of a session", async () => {
      await open(1);
      await ledger.enter(idOf(1), "execute");
      await ledger.based(idOf(1), "b".repeat(40));
      await ledger.take(idOf(1), ITEM);
      await settle(1, DONE, PUBLISHED);
      expect(await ledger.history.sessions({ agent: "ann", limit: 5 })).toMatchObject([
        {
          id: idOf(1),
          agent: "ann",
          phase: "execute",
          base: "b".repeat(40),
          startedAt: 1000,
          endedAt: 1500,
          process: PROCESS,
          item: { source: "queue", id: "a", title: "Item a", tier: "primary" },
          outcome: DONE,
          publication: PUBLISHED,
        },
      ]);
    });

    it("lists sessions newest first, and no more than asked for", async () => {
      for (const n of [1, 2, 3]) await session(n, { kind: "progress", reason: "some" });
      const listed = await ledger.history.sessions({ limit: 2 });
      expect(listed.map(({ id }) => id)).toEqual([idOf(3), idOf(2)]);
    });

    it("lists open sessions only while they are open", async () => {
      await open(1);
      expect((await ledger.history.openSessions()).map(({ id }) => id)).toEqual([idOf(1)]);
      await settle(1);
      expect(await ledger.history.openSessions()).toEqual([]);
    });

    it("finds a session by the beginning of its id, and nothing by another's", async () => {
      await open(1);
      expect((await ledger.history.find(idOf(1).slice(0, 8))).map(({ id }) => id)).toEqual([idOf(1)]);
      expect(await ledger.history.find("zzz")).toEqual([]);
    });

    it("takes no further command in the name of a session that another has ended", async () => {
      await open(1);
      await made
        .again()
        .settle({ session: idOf(1), at: 1, outcome: { kind: "crashed", reason: "" }, publication: NOTHING });
      const effect = { session: idOf(1), workspace: WORKSPACE, kind: "publish", payload: intentOf() } as const;
      const late = [
        ledger.enter(idOf(1), "commit"),
        ledger.based(idOf(1), "b"),
        ledger.take(idOf(1), ITEM),
        ledger.free(idOf(1)),
        ledger.consider(idOf(1), [{ item: ITEM, taken: true, reason: "" }]),
        ledger.intend<PublishEffect>(effect),
        settle(1),
      ];
      expect((await Promise.allSettled(late)).map(({ status }) => status)).toEqual(late.map(() => "rejected"));
    });

    it("keeps the first outcome of a session that two have ended", async () => {
      await open(1);
      await settle(1);
      await settle(1, { kind: "failed", reason: "too late" }).catch(() => {});
      expect((await ledger.history.find(idOf(1)))[0]?.outcome).toEqual(DONE);
    });
  }

  function describeClaims(): void {
    it("holds an item for one session, and says whose it is", async () => {
      await open(1);
      await open(2, { agent: "bob" });
      expect(await ledger.take(idOf(1), ITEM)).toEqual({ ok: true });
      expect(await ledger.take(idOf(2), ITEM)).toEqual({ ok: false, reason: expect.stringContaining("ann") });
    });

    it("gives one of two that take the same item at once the claim", async () => {
      await open(1);
      await open(2, { agent: "bob" });
      const taken = await Promise.all([ledger.take(idOf(1), ITEM), made.again().take(idOf(2), ITEM)]);
      expect(taken.filter(({ ok }) => ok)).toHaveLength(1);
    });

    it("holds an item for a person for a time, and for a longer one where the same person says so again", async () => {
      const [anna, until] = ["anna@laptop", 2_000];
      await open(1);
      expect(await ledger.hold(anna, WORKSPACE, ITEM, { now: 1_000, until })).toEqual({ ok: true });
      expect(await ledger.take(idOf(1), ITEM, until - 1)).toEqual({ ok: false, reason: `held by ${anna}` });
      expect(await ledger.hold("ben", WORKSPACE, ITEM, { now: until - 1, until: 9_000 })).toMatchObject({ ok: false });
      expect(await ledger.hold(anna, WORKSPACE, ITEM, { now: 1_500, until: 3_000 })).toEqual({ ok: true });
      expect(await ledger.take(idOf(1), ITEM, until)).toMatchObject({ ok: false });
      expect(await ledger.take(idOf(1), ITEM, 3_000)).toEqual({ ok: true });
    });

    it("does not offer what is done again, until somebody changes it", async () => {
      await session(1, DONE);
      expect(await session(2, DONE)).toEqual({ ok: false, reason: expect.stringContaining("done") });
      expect(await session(3, DONE, NOTHING, { ...ITEM, rev: "r2" })).toEqual({ ok: true });
    });

    it.each(["waiting", "blocked", "not-viable"] as const)("lets an item that is %s rest, too", async (kind) => {
      await session(1, { kind, reason: "for Bob" });
      expect(await session(2, DONE)).toEqual({ ok: false, reason: expect.stringContaining("for Bob") });
    });

    it.each(["progress", "deferred", "stopped", "failed"] as const)("offers an item again after %s", async (kind) => {
      await session(1, { kind, reason: "so far" });
      expect(await session(2, DONE)).toEqual({ ok: true });
    });

    it("offers an item again that has been given back, as if it had never been taken", async () => {
      await open(1);
      await ledger.take(idOf(1), ITEM);
      await ledger.free(idOf(1));
      expect(await claimOf(ITEM)).toMatchObject({ state: "free", attempts: 0 });
      expect((await ledger.history.openSessions())[0]?.item).toBeUndefined();
    });

    it.each(["no-effect", "failed", "crashed"] as const)("quarantines an item after three times %s", async (kind) => {
      for (const n of [1, 2, 3]) expect(await session(n, { kind, reason: "nothing" })).toEqual({ ok: true });
      expect(await claimOf(ITEM)).toMatchObject({ state: "quarantined", attempts: 3 });
      expect(await session(4, DONE)).toMatchObject({ ok: false });
    });

    it("tells a person of an item it has quarantined", async () => {
      for (const n of [1, 2, 3]) await session(n, { kind: "failed", reason: "no luck" });
      expect(await ledger.history.obligations()).toMatchObject([{ action: expect.stringContaining("3 sessions") }]);
    });

    it("counts fruitless sessions in a row only", async () => {
      for (const [n, kind] of (["failed", "failed", "progress", "failed", "failed"] as const).entries())
        await session(n + 1, { kind, reason: "so" });
      expect(await claimOf(ITEM)).toMatchObject({ state: "free", attempts: 2 });
    });

    it("counts anew when somebody has changed the item", async () => {
      for (const n of [1, 2]) await session(n, { kind: "failed", reason: "so" });
      await session(3, { kind: "failed", reason: "so" }, NOTHING, { ...ITEM, rev: "r2" });
      expect(await claimOf(ITEM)).toMatchObject({ state: "free", attempts: 1 });
    });

    it("does not call an item done whose work could not be merged", async () => {
      await session(1, DONE, { kind: "rescued", ref: "refs/x", reason: "it conflicts" });
      expect(await claimOf(ITEM)).toMatchObject({ state: "free", attempts: 1 });
    });

    it("keeps items of other sources and workspaces apart", async () => {
      await session(1, DONE);
      expect(await session(2, DONE, NOTHING, { ...ITEM, source: "tasks" })).toEqual({ ok: true });
      expect(await ledger.history.claims("elsewhere")).toEqual([]);
    });

    it("keeps until when a deferred item rests", async () => {
      await open(1);
      await ledger.take(idOf(1), ITEM);
      const outcome: Outcome = { kind: "deferred", reason: "too many requests" };
      await ledger.settle({ session: idOf(1), at: 1, outcome, publication: NOTHING, retryAt: 99_000 });
      expect(await claimOf(ITEM)).toMatchObject({ state: "free", until: 99_000 });
    });
  }

  function describeEffects(): void {
    const intend = (n: number) =>
      ledger.intend<PublishEffect>({
        session: idOf(n),
        workspace: WORKSPACE,
        kind: "publish",
        payload: intentOf(),
      });
    const rescue = (n: number, ref: string, item = { source: "queue", id: "a" }) =>
      ledger.intend<RescueEffect>({
        session: idOf(n),
        workspace: WORKSPACE,
        kind: "rescue",
        payload: { ref, commit: `${n}`, item },
      });
    const rescued = () => ledger.history.rescued(WORKSPACE, { source: "queue", id: "a" });

    it("follows an effect from intent to sent to confirmed", async () => {
      await open(1);
      const { id, state } = await intend(1);
      await ledger.sent(id, "c1");
      const sent = (await ledger.history.effects(idOf(1)))[0];
      await ledger.confirm(id);
      const confirmed = (await ledger.history.effects(idOf(1)))[0];
      expect([state, sent?.state, sent?.sent, confirmed?.state]).toEqual(["intent", "sent", "c1", "confirmed"]);
    });

    it("gives an effect's payload back as it was", async () => {
      await open(1);
      await intend(1);
      expect(await ledger.history.effects(idOf(1))).toMatchObject([{ kind: "publish", payload: intentOf() }]);
    });

    it("lists what ended sessions have not had confirmed, oldest first", async () => {
      await open(1);
      const first = await intend(1);
      const second = await intend(1);
      expect(await ledger.history.unconfirmed(WORKSPACE)).toEqual([]);
      await settle(1);
      expect((await ledger.history.unconfirmed(WORKSPACE)).map(({ id }) => id)).toEqual([first.id, second.id]);
      await ledger.confirm(first.id);
      expect((await ledger.history.unconfirmed(WORKSPACE)).map(({ id }) => id)).toEqual([second.id]);
    });

    it("holds an item for a person until it is released", async () => {
      expect(await ledger.hold("ann", WORKSPACE, ITEM)).toEqual({ ok: true });
      await open(1);
      expect(await ledger.take(idOf(1), ITEM)).toEqual({ ok: false, reason: "held by ann" });
      expect(await ledger.release(WORKSPACE, ITEM)).toBe(true);
      expect(await ledger.take(idOf(1), ITEM)).toEqual({ ok: true });
    });

    it("forgets an obligation when it is fulfilled, once", async () => {
      await ledger.oblige({ key: "k", owner: "owner", action: "merge it", at: 1 });
      expect(await ledger.fulfil("k")).toBe(true);
      expect(await ledger.fulfil("k")).toBe(false);
      expect(await ledger.history.obligations()).toEqual([]);
    });

    it("does not release what a session is at", async () => {
      await open(1);
      await ledger.take(idOf(1), ITEM);
      expect(await ledger.hold("ann", WORKSPACE, ITEM)).toMatchObject({ ok: false });
      expect(await ledger.release(WORKSPACE, ITEM)).toBe(false);
    });

    it("changes what became of a session's work when it is published later", async () => {
      await session(1, DONE, { kind: "pending", reason: "no network" });
      await ledger.republish(idOf(1), PUBLISHED);
      expect((await ledger.history.find(idOf(1)))[0]).toMatchObject({ outcome: DONE, publication: PUBLISHED });
    });

    it("lets a session that was ended by another still say what it has rescued", async () => {
      await session(1, { kind: "crashed", reason: "" });
      await rescue(1, "refs/1");
      expect(await rescued()).toMatchObject({ ref: "refs/1" });
    });

    it("knows the newest rescued work of an item, and of no other", async () => {
      await session(1, { kind: "stopped", reason: "" });
      await rescue(1, "refs/1");
      await session(2, { kind: "stopped", reason: "" });
      await rescue(2, "refs/2");
      await rescue(2, "refs/other", { source: "queue", id: "b" });
      expect(await rescued()).toMatchObject({ ref: "refs/2", commit: "2" });
    });

    it("does not forget rescued work for a later session that was cut short, and published only that", async () => {
      await session(1, { kind: "stopped", reason: "" });
      await rescue(1, "refs/1");
      await session(2, { kind: "stopped", reason: "" }, PUBLISHED);
      expect(await rescued()).toMatchObject({ ref: "refs/1" });
    });

    it("forgets rescued work once a later session on the item has published", async () => {
      await session(1, { kind: "stopped", reason: "" });
      await rescue(1, "refs/1");
      await session(2, { kind: "no-effect", reason: "" });
      expect(await rescued()).toMatchObject({ ref: "refs/1" });
      await session(3, { kind: "progress", reason: "" }, PUBLISHED);
      expect(await rescued()).toBeUndefined();
    });
  }

  function describeRecords(): void {
    it("keeps a due that led to nothing, and why a session has one", async () => {
      await ledger.skip("ann", dueOf(7, false), "busy: the agent is at work");
      await open(1, { duty: true });
      expect(await ledger.history.due(idOf(1))).toMatchObject({ ...dueOf(1, true), state: "ran", session: idOf(1) });
      const dues = await ledger.history.dues({ agent: "ann", limit: 5 });
      expect(dues).toContainEqual(expect.objectContaining({ state: "skipped", reason: "busy: the agent is at work" }));
    });

    it("knows when a duty was last done: by a session that did it, not by one that failed", async () => {
      await open(1, { duty: true });
      await settle(1, DONE);
      await open(2, { duty: true });
      await settle(2, { kind: "failed", reason: "" });
      await open(3);
      await settle(3, DONE);
      expect(await ledger.history.lastDuty("ann")).toEqual({ at: 1000, session: idOf(1) });
      expect(await ledger.history.lastDuty("bob")).toBeUndefined();
    });

    it("raises an obligation once, however often it comes up", async () => {
      for (const at of [1, 2]) await ledger.oblige({ key: "k", owner: "owner", action: `do it ${at}`, at });
      expect(await ledger.history.obligations()).toEqual([{ key: "k", owner: "owner", action: "do it 1", at: 1 }]);
    });

    it("keeps candidates in the order in which they were considered", async () => {
      await open(1);
      const considered = ["z", "a", "m"].map((id) => ({
        item: { ...ITEM, id },
        taken: id === "a",
        reason: `because of ${id}`,
      }));
      await ledger.consider(idOf(1), considered);
      expect(await ledger.history.candidates(idOf(1))).toMatchObject([
        { item: "z", taken: false, reason: "because of z" },
        { item: "a", taken: true, tier: "primary" },
        { item: "m", taken: false },
      ]);
    });

    it("shows another connection what has been written", async () => {
      await session(1, DONE);
      expect(await made.again().history.sessions({ limit: 5 })).toMatchObject([{ id: idOf(1), outcome: DONE }]);
    });
  }

  function describeDues(): void {
    const accrue = (dues: readonly DueRecord[], since: number | undefined, upto: number, rule = "hourly") =>
      ledger.accrue({ agent: "ann", rule, since, upto, dues });
    const duesOf = (agent = "ann") => ledger.history.dues({ agent, limit: 50 });
    const stateOf = async (id: string) => (await duesOf()).find((due) => due.id === id);

    it("keeps what a rule has brought, and up to when it was looked at", async () => {
      expect(await accrue([], undefined, 500)).toBe(true);
      expect(await accrue([brought(1)], 500, 1500)).toBe(true);
      expect(await ledger.history.pending()).toEqual([brought(1)]);
      expect(await ledger.history.cursors()).toEqual([{ agent: "ann", rule: "hourly", upto: 1500 }]);
    });

    it("writes nothing from a cursor that somebody else has moved", async () => {
      await accrue([], undefined, 500);
      const raced = await Promise.all([
        accrue([brought(1)], 500, 1500),
        made
          .again()
          .accrue({ agent: "ann", rule: "hourly", since: 500, upto: 1600, dues: [brought(1, { id: "other" })] }),
      ]);
      expect(raced.filter(Boolean)).toHaveLength(1);
      expect(await duesOf()).toHaveLength(1);
    });

    it("ends a due in the session it leads to, and the agent's others with it", async () => {
      await accrue([brought(1), brought(2)], undefined, 2500);
      await accrue([brought(2, { rule: "daily", duty: true })], undefined, 2500, "daily");
      await open(3, { due: brought(2, { rule: "daily", duty: true }) });
      expect((await duesOf()).map(({ rule, from, state, session }) => [rule, from, state, session])).toEqual([
        ["hourly", 2000, "coalesced", idOf(3)],
        ["daily", 2000, "ran", idOf(3)],
        ["hourly", 1000, "coalesced", idOf(3)],
      ]);
      expect(await ledger.history.due(idOf(3))).toMatchObject({ rule: "daily", state: "ran" });
    });

    it("leaves pending what comes later, and what other agents have", async () => {
      await accrue([brought(1), brought(9)], undefined, 9000);
      await ledger.accrue({
        agent: "bob",
        rule: "hourly",
        since: undefined,
        upto: 9,
        dues: [brought(1, { agent: "bob" })],
      });
      await open(2, { due: brought(1) });
      expect((await ledger.history.pending()).map(({ agent, from }) => [agent, from])).toEqual([
        ["bob", 1000],
        ["ann", 9000],
      ]);
    });

    it("lets a due wait while the agent or every slot is busy, and says for what", async () => {
      await accrue([brought(1)], undefined, 1500);
      await open(2, { agent: "bob", slots: 1 });
      expect(await open(3, { due: brought(1), slots: 1 })).toMatchObject({ ok: false, kind: "busy" });
      expect(await ledger.history.pending()).toMatchObject([{ reason: expect.stringContaining("bob") }]);
    });

    it("opens one session for a due that two processes take at once", async () => {
      await accrue([brought(1)], undefined, 1500);
      await open(2, { due: brought(1) });
      await settle(2);
      expect(await open(3, { due: brought(1) })).toMatchObject({ ok: false, kind: "refused", reason: /ran/ });
      expect(await duesOf()).toMatchObject([{ state: "ran", session: idOf(2) }]);
    });

    it("leaves what the rules brought alone when somebody asks for a session", async () => {
      await accrue([brought(1)], undefined, 1500);
      await open(2);
      expect(await ledger.history.pending()).toHaveLength(1);
    });

    it("calls a due missed once it is too late for it, with what it had waited for", async () => {
      await accrue([brought(1, { until: 5000 })], undefined, 1500);
      await ledger.wait(brought(1).id, "busy: no slot was free");
      const declared = [{ agent: "ann", rule: "hourly" }];
      await ledger.lapse(4999, declared);
      expect(await ledger.history.pending()).toHaveLength(1);
      await ledger.lapse(5000, declared);
      expect(await stateOf(brought(1).id)).toMatchObject({ state: "missed", reason: "busy: no slot was free" });
    });

    it("coalesces a due with the session that was at work for all the time in which it could have run", async () => {
      await open(1);
      await accrue([brought(2, { until: 3000 }), brought(4, { until: 9000 })], undefined, 4500);
      await ledger.settle({ session: idOf(1), at: 5000, outcome: DONE, publication: NOTHING });
      await ledger.lapse(9000, [{ agent: "ann", rule: "hourly" }]);
      expect((await duesOf()).slice(0, 2)).toMatchObject([
        { from: 4000, state: "missed" },
        { from: 2000, state: "coalesced", session: idOf(1) },
      ]);
    });

    it("does so however many sessions of others there were since", async () => {
      await open(1);
      await accrue([brought(2, { until: 3000 })], undefined, 4500);
      await ledger.settle({ session: idOf(1), at: 5000, outcome: DONE, publication: NOTHING });
      for (let n = 100; n < 205; n++) await open(n, { agent: `bob-${n}`, slots: 200 });
      await ledger.lapse(9000, [{ agent: "ann", rule: "hourly" }]);
      expect(await stateOf(brought(2).id)).toMatchObject({ state: "coalesced", session: idOf(1) });
    });

    it("skips the dues of a rule that is declared no more, and forgets how far it was", async () => {
      await accrue([brought(1)], undefined, 1500);
      await ledger.lapse(2000, [{ agent: "ann", rule: "daily" }]);
      expect(await duesOf()).toMatchObject([{ state: "skipped", reason: expect.stringContaining("no longer") }]);
      expect(await ledger.history.cursors()).toEqual([]);
    });

    it("takes back what a clock that was ahead had called missed, and nothing that happened", async () => {
      await accrue([brought(1)], undefined, 1500);
      await open(2, { due: brought(1) });
      const wrong = brought(3, { to: 90_000, n: 80, state: "missed" });
      await accrue([wrong], 1500, 90_000);
      await accrue([], 90_000, 2500);
      expect(await duesOf()).toMatchObject([{ from: 1000, state: "ran" }]);
    });
  }

  function describeStops(): void {
    const stop = (scope: string) => ledger.stop({ scope, owner: "kim", reason: "the market is closed", at: 1 });

    it.each(["ann", "*"])("opens no session after a stop of %s, and says whose it was and why", async (scope) => {
      await stop(scope);
      const refused = await open(1);
      expect(refused).toMatchObject({ ok: false, kind: "refused", reason: /kim.*the market is closed/ });
      expect(await ledger.history.dues({ agent: "ann", limit: 1 })).toMatchObject([{ state: "skipped" }]);
    });

    it("skips a rule's due after a stop: it does not wait for ever", async () => {
      await ledger.accrue({ agent: "ann", rule: "hourly", since: undefined, upto: 1500, dues: [brought(1)] });
      await stop("ann");
      await open(2, { due: brought(1) });
      expect(await ledger.history.dues({ agent: "ann", limit: 1 })).toMatchObject([{ state: "skipped" }]);
    });

    it("opens sessions of others, and again after a start", async () => {
      await stop("ann");
      expect(await open(1, { agent: "bob" })).toMatchObject({ ok: true });
      expect(await ledger.start("ann")).toBe(true);
      expect(await ledger.start("ann")).toBe(false);
      expect(await open(2)).toMatchObject({ ok: true });
    });
  }

  function describeBudget(): void {
    const paid = (asked: number, caps: Partial<BudgetRequest> = {}): BudgetRequest => ({ asked, day: DAY, ...caps });
    const spend = async (n: number, budget: BudgetRequest, spent?: number, agent = "ann") => {
      const opened = await open(n, { agent, budget });
      const known = spent === undefined ? {} : { spent };
      if (opened.ok) await ledger.settle({ session: idOf(n), at: n, outcome: DONE, publication: NOTHING, ...known });
      return opened;
    };
    const used = async (day = DAY) =>
      (await ledger.history.reservations(day)).reduce((sum, { spent, micros }) => sum + (spent ?? micros), 0);

    it("reserves before, settles after", async () => {
      await open(1, { budget: paid(50) });
      expect(await ledger.history.reservations(DAY)).toMatchObject([{ micros: 50, spent: null, state: "open" }]);
      await ledger.settle({ session: idOf(1), at: 1, outcome: DONE, publication: NOTHING, spent: 20 });
      expect(await ledger.history.reservations(DAY)).toMatchObject([{ micros: 50, spent: 20, state: "settled" }]);
    });

    it("charges what was reserved when nobody knows what it took, once", async () => {
      await spend(1, paid(50));
      expect(await ledger.history.reservations(DAY)).toMatchObject([{ spent: null, state: "charged" }]);
      const again = { session: idOf(1), at: 2, outcome: DONE, publication: NOTHING, spent: 20 } as const;
      await expect(ledger.settle(again)).rejects.toThrow("has been ended");
      expect(await used()).toBe(50);
    });

    it.each([
      ["an agent's day", { agentDay: 100 }, "ann's"],
      ["the fleet's day", { fleetDay: 100 }, "the fleet's"],
      ["the tighter of two", { agentDay: 100, fleetDay: 500 }, "ann's"],
    ])("refuses what would exceed %s, and says how to raise it", async (_, caps, whose) => {
      await spend(1, paid(60, caps), 60);
      const refused = await open(2, { budget: paid(60, caps) });
      expect(refused).toMatchObject({ ok: false, kind: "refused" });
      expect("reason" in refused && refused.reason).toContain(whose);
      expect("reason" in refused && refused.reason).toContain("midwatch budget raise");
      expect(await ledger.history.dues({ agent: "ann", limit: 1 })).toMatchObject([{ state: "skipped" }]);
    });

    it("gives siblings one fleet's day together, and each a day of its own", async () => {
      const caps = { agentDay: 60, fleetDay: 100 };
      expect(await spend(1, paid(60, caps), 60)).toMatchObject({ ok: true });
      expect(await spend(2, paid(60, caps), 60, "bob")).toMatchObject({ ok: false });
      expect(await spend(3, paid(40, caps), 40, "bob")).toMatchObject({ ok: true });
    });

    it("lets what costs nothing run when everything is spent", async () => {
      await spend(1, paid(100, { agentDay: 100 }), 100);
      expect(await open(2, { budget: paid(0, { agentDay: 100 }) })).toMatchObject({ ok: true });
    });

    it("gives a new day a new cap, but not to a clock that was set back", async () => {
      const cap = { agentDay: 100 };
      await spend(1, { ...paid(100, cap), day: "2026-11-23" }, 100);
      expect(await spend(2, paid(10, cap))).toMatchObject({ ok: false });
      expect(await spend(3, { ...paid(100, cap), day: "2026-11-24" }, 100)).toMatchObject({ ok: true });
    });

    it("counts what a clock that was a year ahead has spent for today, and only today", async () => {
      const cap = { agentDay: 100 };
      await spend(1, { ...paid(100, cap), day: "2027-11-22" }, 100);
      expect(await spend(2, paid(10, cap))).toMatchObject({ ok: false });
      expect(await spend(3, { ...paid(100, cap), day: "2026-11-23" })).toMatchObject({ ok: true });
    });

    it("warns once at four fifths, and alerts once at the cap, for that day", async () => {
      const keys = async () => (await ledger.history.obligations()).map(({ key }) => key);
      const cap = { agentDay: 100 };
      await spend(1, paid(50, cap), 50);
      expect(await keys()).toEqual([]);
      await spend(2, paid(40, cap), 40);
      expect(await keys()).toEqual([`budget:nearly:agent-day:ann:${DAY}`]);
      for (const n of [3, 4]) await spend(n, paid(40, cap));
      expect(await keys()).toEqual([`budget:nearly:agent-day:ann:${DAY}`, `budget:hit:agent-day:ann:${DAY}`]);
      await spend(5, { ...paid(10, cap), day: "2026-11-23" });
      expect(await keys()).toEqual([]);
    });

    it("knows of a cap that was raised, for that day and that agent", async () => {
      const cap = { agentDay: 100 };
      await ledger.raiseCap({ scope: "agent-day", agent: "ann", day: DAY, micros: 200 });
      await spend(1, paid(100, cap), 100);
      expect(await spend(2, paid(100, cap), 100)).toMatchObject({ ok: true });
      expect(await spend(3, paid(10, cap))).toMatchObject({ ok: false });
      expect(await spend(4, { ...paid(150, cap), day: "2026-11-23" })).toMatchObject({ ok: false });
    });

    it("reserves nothing for a session it does not open", async () => {
      await open(1, { budget: paid(50) });
      await open(2, { budget: paid(50) });
      expect(await used()).toBe(50);
    });
  }
}

const intentOf = (): PublishIntent => ({
  agent: "ann",
  item: ITEM,
  report: { state: "done", reason: "it is finished" },
  outcome: DONE,
  startedAt: 1000,
  endedAt: 2000,
  notes: "",
});
