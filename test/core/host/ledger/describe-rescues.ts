import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RescueEffect } from "../../../../src/core/contracts/effects.ts";
import type { Outcome, Publication, Remains } from "../../../../src/core/contracts/outcome.ts";
import type { RescueIntent, RescueState } from "../../../../src/core/contracts/rescues.ts";
import type { WorkItem } from "../../../../src/core/contracts/work.ts";
import type { LedgerCase } from "./ledger-case.ts";

const WORKSPACE = "main";
const ITEM: WorkItem = { source: "queue", id: "a", title: "Item a", state: "ready", tier: "primary", rev: "r1" };
const DONE: Outcome = { kind: "done", reason: "it is finished" };
const PUBLISHED: Publication = { kind: "published", commit: "c".repeat(40), branch: "main" };
const UNMERGED: Publication = { kind: "rescued", ref: "refs/1", reason: "it conflicts with main" };
const TIP = { ref: "refs/tip", from: "branch fix/x", commits: 1, files: 2 };

const idOf = (n: number) => `0000000${n}-session`;
const begun = (n: number) => ({
  session: idOf(n),
  agent: "ann",
  workspace: WORKSPACE,
  backend: "scripted",
  due: { id: `due-${n}`, rule: "test", from: n * 1000, duty: false, reason: "asked for" },
  budget: { asked: 0, day: "2026-11-22" },
  at: n * 1000,
  slots: 4,
  process: { pid: 1, startTime: "1", boot: "boot" },
});

/** What every ledger has to do with kept work. */
export function describeRescues(name: string, make: () => Promise<LedgerCase> | LedgerCase): void {
  describe(`ledger contract, rescues: ${name}`, () => {
    let here: LedgerCase;
    beforeEach(async () => {
      here = await make();
    });
    afterEach(() => here.dispose());

    const begin = async (n: number) => {
      await here.ledger.open(begun(n));
      await here.ledger.take(idOf(n), { ...ITEM, rev: `r${n}` });
    };
    const keep = (n: number, payload: Partial<RescueIntent> = {}) =>
      here.ledger.intend<RescueEffect>({
        session: idOf(n),
        workspace: WORKSPACE,
        kind: "rescue",
        payload: { ref: `refs/${n}`, commit: `${n}`, item: { source: "queue", id: "a" }, at: n, ...payload },
      });
    const settle = (n: number, publication: Publication, { outcome = DONE, ...remains }: Remains & Ending = {}) =>
      here.ledger.settle({ session: idOf(n), at: n * 1000 + 500, outcome, publication, ...remains });
    const unmerged = async (n: number) => {
      await begin(n);
      await keep(n);
      await here.ledger.oblige({ key: `conflict:${idOf(n)}`, owner: "owner", action: "merge it", at: n });
      await settle(n, UNMERGED);
    };
    const states = async () => (await here.ledger.history.rescues()).map(({ ref, state }) => [ref, state]);
    const end = (state: Exclude<RescueState, "waiting">, ref = "refs/1") =>
      here.ledger.rescues.end({ workspace: WORKSPACE, ref, state, reason: "so", by: "nora", at: 9 });

    it("knows work from the moment at which it is to be kept", async () => {
      await begin(1);
      await keep(1, { reason: "it conflicts with main", commits: 3, files: 2, bytes: 99 });
      expect(await here.again().history.rescues()).toEqual([
        {
          name: idOf(1).slice(-8),
          ref: "refs/1",
          workspace: WORKSPACE,
          session: idOf(1),
          agent: "ann",
          item: { source: "queue", id: "a", title: "Item a" },
          kind: "work",
          commit: "1",
          from: "its own work",
          commits: 3,
          files: 2,
          bytes: 99,
          at: 1,
          state: "waiting",
          reason: "it conflicts with main",
          offRemote: false,
          next: 0,
        },
      ]);
    });

    it("knows why it was kept, as soon as its session has said so", async () => {
      await unmerged(1);
      expect(await here.ledger.history.rescues()).toMatchObject([{ reason: "it conflicts with main" }]);
    });

    it("knows the tips a session has left, each by a name that is easily typed", async () => {
      await begin(1);
      await settle(1, PUBLISHED, { kept: [TIP, { ...TIP, ref: "refs/stash", from: "a stash" }] });
      expect(await here.ledger.history.rescues()).toMatchObject([
        { ...TIP, name: "-session-1", kind: "tip", item: { source: "queue", id: "a" }, at: 1500, state: "waiting" },
        { ref: "refs/stash", name: "-session-2", from: "a stash" },
      ]);
    });

    it("calls a tip what was rescued as work, and is said to be one", async () => {
      await begin(1);
      await keep(1, { ref: TIP.ref });
      await settle(1, PUBLISHED, { kept: [TIP] });
      expect(await here.ledger.history.rescues()).toMatchObject([{ ref: TIP.ref, kind: "tip", from: "branch fix/x" }]);
    });

    it("never offers a tip as what an item is to go on with", async () => {
      await begin(1);
      await settle(1, PUBLISHED, { kept: [TIP] });
      expect(await here.ledger.history.rescued(WORKSPACE, ITEM)).toBeUndefined();
    });

    it("finds kept work by session, workspace, item and state", async () => {
      await unmerged(1);
      const { history } = here.ledger;
      const found = [
        { session: idOf(1) },
        { session: idOf(2) },
        { workspace: "elsewhere" },
        { item: ITEM },
        { item: { source: "queue", id: "b" } },
        { state: "waiting" as const },
        { state: "merged" as const },
      ].map(async (filter) => (await history.rescues(filter)).length);
      expect(await Promise.all(found)).toEqual([1, 0, 0, 1, 0, 1, 0]);
    });

    it("keeps how kept work has ended, why and by whom", async () => {
      await unmerged(1);
      expect(await end("dropped")).toBe(true);
      expect(await here.again().history.rescues()).toMatchObject([
        { state: "dropped", reason: "so", by: "nora", endedAt: 9 },
      ]);
    });

    it("ends kept work once", async () => {
      await unmerged(1);
      await end("merged");
      expect(await end("superseded")).toBe(false);
      expect(await states()).toEqual([["refs/1", "merged"]]);
    });

    it("applies and drops what waits no more as well, once, and nothing that was dropped", async () => {
      await unmerged(1);
      await end("superseded");
      const ends = [await end("applied"), await end("applied"), await end("dropped"), await end("dropped")];
      expect([...ends, await end("applied")]).toEqual([true, false, true, false, false]);
    });

    it("asks nobody to merge what is waiting no more", async () => {
      await unmerged(1);
      await end("applied");
      expect(await here.ledger.history.obligations()).toEqual([]);
    });

    it("goes on with nothing that a person has ended", async () => {
      await unmerged(1);
      await end("dropped");
      expect(await here.ledger.history.rescued(WORKSPACE, ITEM)).toBeUndefined();
    });

    it("does not send what was dropped before it was sent", async () => {
      await unmerged(1);
      await end("dropped");
      expect(await here.ledger.history.unconfirmed(WORKSPACE)).toEqual([]);
    });

    it("remembers what the remote has no ref for any more", async () => {
      await unmerged(1);
      await here.ledger.rescues.leftRemote(WORKSPACE, "refs/1");
      expect(await here.ledger.history.rescues({ offRemote: false })).toEqual([]);
      expect(await here.ledger.history.rescues({ offRemote: true })).toMatchObject([{ ref: "refs/1" }]);
    });

    it("remembers until when nobody tries to take a ref off the remote", async () => {
      await unmerged(1);
      await here.ledger.rescues.staysOnRemote(WORKSPACE, "refs/1", 99);
      expect(await here.ledger.history.rescues()).toMatchObject([{ offRemote: false, next: 99 }]);
    });

    it("supersedes an item's earlier work, and what was owed for it, when a session has done and published it", async () => {
      await unmerged(1);
      await begin(2);
      await settle(2, PUBLISHED);
      const reason = `session ${idOf(2).slice(-8)} has done and published the item`;
      expect(await here.ledger.history.rescues()).toMatchObject([{ state: "superseded", reason, endedAt: 2500 }]);
      expect(await here.ledger.history.obligations()).toEqual([]);
    });

    it("supersedes an item's earlier work when that of a later session arrives at last", async () => {
      await unmerged(1);
      await begin(2);
      await settle(2, { kind: "pending", reason: "no network" });
      expect(await states()).toEqual([["refs/1", "waiting"]]);
      await here.ledger.republish(idOf(2), PUBLISHED);
      expect(await states()).toEqual([["refs/1", "superseded"]]);
    });

    it("keeps asking where the later session has only gone on, or has done another item", async () => {
      await unmerged(1);
      await begin(2);
      await settle(2, PUBLISHED, { outcome: { kind: "progress", reason: "more to do" } });
      await here.ledger.open(begun(3));
      await here.ledger.take(idOf(3), { ...ITEM, id: "b" });
      await settle(3, PUBLISHED);
      expect(await states()).toEqual([["refs/1", "waiting"]]);
      expect(await here.ledger.history.obligations()).toHaveLength(1);
    });

    it("opens an item again whose work was taken off its branch", async () => {
      await begin(1);
      await settle(1, PUBLISHED);
      const reason = "somebody has rewritten main";
      await here.ledger.republish(idOf(1), { kind: "withdrawn", commit: "c", branch: "main", reason });
      expect(await here.ledger.history.claims(WORKSPACE)).toMatchObject([{ state: "free", reason }]);
    });
  });
}

interface Ending {
  readonly outcome?: Outcome;
}
