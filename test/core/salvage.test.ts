import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { needsOf } from "../../src/core/needs-you/of-fleet.ts";
import { finish, ScriptedBackend, write } from "../../src/testing/index.ts";
import { QUEUE, world } from "./world.ts";

const REPORT = write({ "report.md": "It is well.\n" });
const full = () => {
  throw new Error("no space left on device");
};

describe("work that could not be saved when its session ended", () => {
  /** A session that crashes while it is committed, on a disk that is full: nothing of it can be collected. */
  const unsaved = async (times = 2) => {
    const done = finish({ stated: { item: "done", reason: "written" } });
    const made = await world({
      files: { "state/queue-manual.md": QUEUE },
      backend: [new ScriptedBackend(REPORT, done), new ScriptedBackend()],
    });
    made.meanwhile("collect", ...Array.from({ length: times }, () => full));
    const crashed = await made.session();
    const keys = async () => (await made.fleet.ledger.history.obligations()).map(({ key }) => key);
    const publication = async () => (await made.fleet.ledger.history.find(crashed.id))[0]?.publication;
    return { ...made, crashed, keys, publication };
  };

  it("is saved at the next start, and nobody is asked any more (S7)", async () => {
    const { session, crashed, keys, publication } = await unsaved();
    expect(crashed.outcome.kind).toBe("crashed");
    expect(await keys()).toContain(`salvage:${crashed.id}`);
    await session();
    expect(await publication()).toMatchObject({ kind: "rescued" });
    expect(await keys()).not.toContain(`salvage:${crashed.id}`);
  });

  it("is what its item goes on from: without it nobody begins anew (S7)", async () => {
    const { session, crashed } = await unsaved(3);
    const { outcome } = await session();
    expect(outcome).toMatchObject({ kind: "idle", reason: expect.stringContaining("not before") });
    const later = await session();
    expect(later.item?.id).toBe(crashed.item?.id);
  });

  it("has its refs in the hub until then, whoever clears away meanwhile", async () => {
    const { session, crashed, fleet } = await unsaved(3);
    const { work } = fleet.workspaces.get("main");
    await work.begin(crashed.id, (await fleet.ledger.history.find(crashed.id))[0]?.base ?? "");
    await session();
    expect(await work.sessions()).toContain(crashed.id);
    await session();
    expect(await work.sessions()).toEqual([]);
  });

  it("is tried again by whoever recovers, without a session (S7)", async () => {
    const { watch, publication } = await unsaved();
    await watch.recoverDead(new AbortController().signal);
    expect(await publication()).toMatchObject({ kind: "rescued" });
  });
});

describe("a clone that whoever ended its session was killed before clearing away", () => {
  const left = async (backend = new ScriptedBackend()) => {
    const made = await world({
      files: { "state/queue-manual.md": QUEUE },
      agents: { ann: {}, bob: {} },
      backend: [backend, new ScriptedBackend()],
    });
    const { folders } = made.fleet;
    const isBeingDropped = folders.isBeingDropped.bind(folders);
    folders.isBeingDropped = () => Promise.reject(new Error("killed"));
    await made.session().catch(() => {});
    folders.isBeingDropped = isBeingDropped;
    return { ...made, clones: () => folders.withClone() };
  };

  it("is cleared away at the agent's next start", async () => {
    const { session, clones } = await left();
    expect(await clones()).toHaveLength(1);
    await session();
    expect(await clones()).toEqual([]);
  });

  it("is cleared away by a sibling, and by whoever recovers", async () => {
    const [one, other] = [await left(), await left()];
    await one.session({ agent: "bob" });
    await other.watch.recoverDead(new AbortController().signal);
    expect([await one.clones(), await other.clones()]).toEqual([[], []]);
  });

  it("is no work that removed its files, where it was half removed by then", async () => {
    const { session, fleet, clones } = await left(new ScriptedBackend({ type: "vanish" }));
    const [id = ""] = await clones();
    const folder = fleet.folders.path(id);
    const before = (await fleet.ledger.history.find(id))[0]?.publication;
    expect(before).toMatchObject({ kind: "none" });
    await mkdir(join(folder, "dropping"));
    await rm(join(fleet.folders.clone(folder), "state"), { recursive: true });
    await session();
    expect((await fleet.ledger.history.find(id))[0]?.publication).toEqual(before);
    expect(await clones()).toEqual([]);
  });

  it("stays where it cannot be read, whatever was published of it, and somebody is asked", async () => {
    const { session, fleet, clones, meanwhile } = await left();
    const [id = ""] = await clones();
    expect((await fleet.ledger.history.find(id))[0]?.publication).toMatchObject({ kind: "published" });
    meanwhile("collect", full);
    await session();
    expect(await clones()).toEqual([id]);
    expect((await fleet.ledger.history.obligations()).map(({ key }) => key)).toContain(`salvage:${id}`);
    await session();
    expect(await clones()).toEqual([]);
  });

  it("stays while its agent is at work, and where somebody is asked to look at it", async () => {
    const [busy, asked] = [await left(), await left()];
    await busy.fleet.locks.tryHold("agent-ann");
    await busy.session({ agent: "bob" });
    const [id = ""] = await asked.clones();
    await asked.fleet.ledger.oblige({ key: `clone:${id}`, owner: "owner", action: "look at it", at: 1 });
    await asked.session();
    expect([(await busy.clones()).length, (await asked.clones()).length]).toEqual([1, 1]);
  });
});

describe("a session that another process has ended while it was at work", () => {
  it("is stopped, and what it wrote is kept and told of (A10)", async () => {
    const backend = new ScriptedBackend(REPORT, { type: "call", call: () => taken() }, { type: "hang" });
    const { session, fleet, remote } = await world({ files: { "state/queue-manual.md": QUEUE }, backend });
    const taken = async () => {
      const [open] = await fleet.ledger.history.openSessions();
      const outcome = { kind: "crashed", reason: "its process ended during execute" } as const;
      const publication = { kind: "none", reason: "nothing had been written" } as const;
      await fleet.ledger.settle({ session: open?.id ?? "", at: 1, outcome, publication });
    };
    const { id, outcome, publication } = await session();
    expect(outcome).toMatchObject({ kind: "crashed", reason: expect.stringContaining("another process ended") });
    expect(publication).toMatchObject({ kind: "rescued" });
    expect((await fleet.ledger.history.find(id))[0]?.publication).toEqual(publication);
    const ref = publication.kind === "rescued" ? publication.ref : "";
    expect(await remote.read("report.md", ref)).toBe("It is well.\n");
  });
});

describe("what a session has considered", () => {
  const many = (count: number) => ({
    "state/queue-manual.md": `# Work Queue\n\n## Planned Next\n\n${Array.from({ length: count }, (_, n) => `${n + 1}. **Entry ${n + 1}**\n   - Status: ${n === 14 ? "READY" : "WAITING - for Bob"}\n`).join("\n")}`,
  });

  it("is kept as far as it says why, with how many others there were (S9)", async () => {
    const ready = Object.entries(many(120)).map(([path, text]) => [
      path,
      text.replaceAll("WAITING - for Bob", "READY"),
    ]);
    const { session, fleet } = await world({
      files: Object.fromEntries(ready),
      backend: new ScriptedBackend(finish({ stated: { item: "done", reason: "ok" } })),
    });
    const { id, item } = await session();
    const kept = await fleet.ledger.history.candidates(id);
    expect(kept.filter(({ taken }) => taken)).toMatchObject([{ item: item?.id }]);
    expect(kept.length).toBeLessThan(20);
    expect((await fleet.ledger.history.find(id))[0]?.considered).toBe(120);
  });

  it("names all that is not ready, wherever it stands, and each look in the place of the one before (B6)", async () => {
    const files = Object.fromEntries(
      Object.entries(many(60)).map(([path, text]) => [
        path,
        text.replaceAll("WAITING - for", "BLOCKED -").replace("READY", "BLOCKED - Bob"),
      ]),
    );
    const { session, fleet } = await world({ files });
    const [first, second] = [await session(), await session()];
    const kept = async ({ id }: { readonly id: string }) => (await fleet.ledger.history.candidates(id)).length;
    expect(await needsOf(fleet)).toContainEqual(expect.objectContaining({ kind: "blocked", count: 60 }));
    expect([await kept(first), await kept(second)]).toEqual([10, 60]);
  });

  it("does not make an idle session's reason as long as the queue (S9)", async () => {
    const { session } = await world({ files: many(14) });
    const { outcome } = await session();
    expect(outcome.reason).toContain("14 on offer, none ready");
    expect(outcome.reason).toMatch(/and 4 others: midwatch items$/);
  });
});
