import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { NewDelivery } from "../../../../src/core/contracts/outbox.ts";
import type { Outcome, Publication } from "../../../../src/core/contracts/outcome.ts";
import { Database } from "../../../../src/core/host/ledger/database.ts";
import { NOT_AT_AN_END, SELECT_DELIVERY } from "../../../../src/core/host/ledger/deliveries.ts";
import { SqliteLedger } from "../../../../src/core/host/ledger/sqlite-ledger.ts";

const DONE: Outcome = { kind: "done", reason: "it is finished" };
const PENDING: Publication = { kind: "pending", reason: "the remote is away" };
const PUBLISHED: Publication = { kind: "published", commit: "c".repeat(40), branch: "main" };
const SESSION = "00000001-session";

const letter = (key: string, more: Partial<NewDelivery> = {}): NewDelivery => ({
  key,
  channel: "team",
  letter: { kind: "report", to: "", title: key, text: "", tone: "bad", at: 1000 },
  ...more,
});

it("what is open is found without going through the letters of years", () => {
  const db = new Database(":memory:");
  onTestFinished(() => db.close());
  const sql = `EXPLAIN QUERY PLAN ${SELECT_DELIVERY} WHERE ${NOT_AT_AN_END} ORDER BY +delivery.id`;
  const plan = db.rows<{ readonly detail: string }>(sql).map(({ detail }) => detail);
  expect(plan[0]).toMatch(/USING INDEX delivery_open/);
});

describe("the ledger's outbox", () => {
  let ledger: SqliteLedger;

  beforeEach(() => {
    ledger = new SqliteLedger(new Database(":memory:"));
    const opened = ledger;
    onTestFinished(() => opened.close());
  });

  const due = async (now = 1000) => (await ledger.outbox.due(now)).map(({ key }) => key);
  const idOf = async (key: string) =>
    (await ledger.history.letters({ latest: 100 })).find((one) => one.key === key)?.id ?? "";

  async function open() {
    await ledger.open({
      session: SESSION,
      agent: "ann",
      workspace: "main",
      backend: "scripted",
      budget: { asked: 0, day: "2026-11-22" },
      due: { id: "due", rule: "test", from: 1, duty: false, reason: "asked for" },
      at: 1,
      slots: 1,
      process: { pid: 1, startTime: "1", boot: "boot" },
    });
  }

  const settle = (publication: Publication, ...letters: NewDelivery[]) =>
    ledger.settle({ session: SESSION, at: 2, outcome: DONE, publication, letters });

  it("keeps the letters of a session with its end, or neither", async () => {
    await open();
    await settle(PUBLISHED, letter("a"));
    await expect(settle(PUBLISHED, letter("b"))).rejects.toThrow("has been ended");
    expect(await due()).toEqual(["a"]);
  });

  it("keeps the same letter once for each channel", async () => {
    await ledger.outbox.queue([letter("a"), letter("a"), letter("a", { channel: "mail" })]);
    await ledger.outbox.queue([letter("a")]);
    expect(await due()).toEqual(["a", "a"]);
    expect(await ledger.outbox.has("mail", "a")).toBe(true);
    expect(await ledger.outbox.has("mail", "b")).toBe(false);
  });

  it("holds an answer back until its work has come to rest", async () => {
    await open();
    await settle(PENDING, letter("answer", { session: SESSION }), letter("report"));
    expect(await due()).toEqual(["report"]);
    await ledger.republish(SESSION, PUBLISHED);
    expect(await ledger.outbox.due(1000)).toMatchObject([{ key: "answer", publication: PUBLISHED }, { key: "report" }]);
  });

  it("gives nobody a letter that has only just left, or is to wait", async () => {
    await ledger.outbox.queue([letter("a"), letter("b")]);
    await ledger.outbox.sending(await idOf("a"), 2000);
    await ledger.outbox.postpone(await idOf("b"), { next: 3000, reason: "later", doubtful: false });
    expect([await due(1999), await due(2000), await due(3000)]).toEqual([[], ["a"], ["a", "b"]]);
    expect(await ledger.history.letters()).toMatchObject([
      { state: "sent", attempts: 1 },
      { state: "intent", attempts: 0, reason: "later" },
    ]);
  });

  it("knows how much of a letter has arrived; what is to follow is in no doubt", async () => {
    await ledger.outbox.queue([letter("a")]);
    const id = await idOf("a");
    await ledger.outbox.sending(id, 0);
    await ledger.outbox.arrived(id, 1, false);
    expect(await ledger.history.letters()).toMatchObject([{ state: "intent", arrived: 1, attempts: 0 }]);
    await ledger.outbox.arrived(id, 2, true);
    expect(await ledger.history.letters()).toEqual([]);
    expect(await ledger.history.letters({ latest: 100 })).toMatchObject([{ state: "confirmed", arrived: 2 }]);
  });

  it("tells a person of a letter it holds, and its other channel, in one go", async () => {
    await ledger.outbox.queue([letter("a")]);
    const obligation = { key: "channel:team", owner: "owner", action: "see to it", at: 5 };
    await ledger.outbox.hold(await idOf("a"), "gone", { obligation, instead: letter("a", { channel: "mail" }) });
    expect(await ledger.outbox.due(1000)).toMatchObject([{ channel: "mail" }]);
    expect(await ledger.history.obligations()).toEqual([obligation]);
  });

  it("sends a held letter again as one that may have arrived, and never a dropped one", async () => {
    await ledger.outbox.queue([letter("a"), letter("b")]);
    const [a, b] = [await idOf("a"), await idOf("b")];
    expect(await ledger.outbox.drop(b, "no need")).toBe(true);
    expect(await ledger.outbox.retry(b, 7000)).toBe(false);
    expect(await ledger.outbox.retry(a, 7000)).toBe(true);
    expect(await ledger.history.letters()).toMatchObject([{ key: "a", state: "sent", since: 7000, next: 7000 }]);
  });

  it("drops what a later letter to the same place says better", async () => {
    const to = (key: string, agent: string) => {
      const one = letter(key, { supersedes: true });
      return { ...one, letter: { ...one.letter, to: agent } };
    };
    await ledger.outbox.queue([to("a1", "ann"), to("b1", "bob"), to("a2", "ann")]);
    expect(await due()).toEqual(["b1", "a2"]);
  });
});
