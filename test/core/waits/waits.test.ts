import { describe, expect, it } from "vitest";
import type { WaitAnswer, WaitResolver, WorkSource } from "../../../src/index.ts";
import { finish, ScriptedBackend } from "../../../src/testing/index.ts";
import { QUEUE, works, world } from "../world.ts";

const PULL = "pr o/r#12 merged";
const MINUTE = 60_000;
const ends = (item: "done" | "waiting" | "progress", waitingFor?: readonly string[]) =>
  new ScriptedBackend(finish({ stated: { item, reason: `it is ${item}`, ...(waitingFor && { waitingFor }) } }));

const FINISHED = finish({ stated: { item: "done", reason: "it is done" } });

/** A task for each of them. */
const waiting = (...conditions: readonly string[]) =>
  Object.fromEntries(
    conditions.map((one, n) => [`tasks/t${n}.md`, `---\nstate: waiting\nwaiting_for: ${one}\n---\n# T${n}\n`]),
  );

/** A pull request that is open until somebody says otherwise, and who looks at it. */
function pulls() {
  const looked: string[] = [];
  const state = { answer: { state: "pending", reason: "it is open" } as WaitAnswer | Error };
  const resolver: WaitResolver = {
    name: "pulls",
    kinds: ["pr"],
    async look({ about }) {
      looked.push(about);
      if (state.answer instanceof Error) throw state.answer;
      return state.answer;
    },
  };
  const merge = () => {
    state.answer = { state: "met", reason: "it was merged at noon" };
  };
  return { looked, state, merge, lookout: { resolvers: [resolver], every: 10 * MINUTE } };
}

describe("an item that waits", () => {
  it("is taken again by itself when what it waits for has come about, and why tells so", async () => {
    const { lookout, merge } = pulls();
    const backend = [ends("waiting", [PULL]), ends("done")];
    const { fleet, session, clock } = await world({ backend, lookout });
    const id = await fleet.inbox.put("ann", "Look after the pull request\n");
    expect((await session()).outcome).toEqual({ kind: "waiting", reason: "it is waiting", waitingFor: [PULL] });
    const idle = await session();
    expect(idle.outcome).toMatchObject({
      kind: "idle",
      reason: expect.stringMatching(/\(waiting: for pr o\/r#12 merged: it is open, as of 2026-11-23T09/),
    });
    merge();
    clock.advance(11 * MINUTE);
    const taken = await session();
    expect(taken).toMatchObject({ item: { id }, outcome: { kind: "done" } });
    expect(await fleet.ledger.history.candidates(taken.id)).toMatchObject([
      { reason: "the first ready one in SECONDARY; it waited for pr o/r#12 merged: it was merged at noon" },
    ]);
    expect((await session()).outcome.kind).toBe("idle");
    expect(await fleet.inbox.waiting("ann")).toEqual([]);
    expect(await fleet.ledger.waits.of("main")).toEqual([]);
  });

  it("is looked at no more often than it is said, by whoever looks", async () => {
    const { lookout, looked } = pulls();
    const { session, clock } = await world({ files: waiting(PULL), lookout });
    await session();
    clock.advance(9 * MINUTE);
    await session();
    expect(looked).toEqual(["o/r#12 merged"]);
    clock.advance(MINUTE);
    await session();
    expect(looked).toHaveLength(2);
  });

  it("waits for all that it says, and may wait again for the same", async () => {
    const { lookout, merge } = pulls();
    const both = ["until 2026-11-23 10:00", PULL];
    const { fleet, session, clock } = await world({
      backend: [ends("waiting", both), ends("waiting", [PULL]), ends("done")],
      lookout,
    });
    await fleet.inbox.put("ann", "Look after the pull request\n");
    await session();
    merge();
    expect((await session()).outcome.reason).toContain("for until 2026-11-23 10:00: that is 2026-11-23 10:00:00");
    clock.advance(61 * MINUTE);
    expect((await session()).outcome.kind).toBe("waiting");
    expect((await session()).outcome.kind).toBe("done");
  });

  it("is a task whose file says so, whoever has written that, in gptme's words or in ours", async () => {
    const { lookout, merge } = pulls();
    const files = {
      "tasks/a.md":
        "---\nstate: waiting\nwaiting_for: {type: pr_merged, ref: o/r#12}\nwaiting_since: 2026-11-20\n---\n# A\n",
    };
    const { session, clock, remote } = await world({ files, backend: [ends("progress"), ends("done")], lookout });
    expect((await session()).outcome.reason).toContain("waiting: for pr o/r#12 merged: it is open");
    merge();
    clock.advance(11 * MINUTE);
    expect(await session()).toMatchObject({ item: { id: "a" }, outcome: { kind: "progress" } });
    expect(await remote.read("tasks/a.md")).toMatch(/^---\nstate: active\n---/);
    expect((await session()).outcome.kind).toBe("done");
  });

  it("is written into the task's file, and into the queue, and goes on from there", async () => {
    const { lookout, merge } = pulls();
    const files = {
      "tasks/a.md": "---\nstate: todo\n---\n# A\n",
      "state/queue-manual.md": "## Planned Next\n1. **A**\n   - Source: tasks/a\n",
    };
    const { session, clock, remote } = await world({
      files,
      backend: [ends("waiting", [PULL]), ends("done")],
      lookout,
    });
    expect((await session()).outcome.kind).toBe("waiting");
    expect(await remote.read("tasks/a.md")).toContain("waiting_for: pr o/r#12 merged\n");
    expect((await session()).outcome.kind).toBe("idle");
    merge();
    clock.advance(11 * MINUTE);
    expect(await session()).toMatchObject({ item: { source: "work-queue" }, outcome: { kind: "done" } });
    expect((await session()).outcome.kind).toBe("idle");
  });

  it("is an entry of a queue that nothing else knows", async () => {
    const { lookout, merge } = pulls();
    const files = { "state/queue-manual.md": QUEUE };
    const { session, clock } = await world({ files, backend: [ends("waiting", [PULL]), ends("done")], lookout });
    await session();
    merge();
    clock.advance(11 * MINUTE);
    expect((await session()).outcome.kind).toBe("done");
  });

  it("is blocked when that cannot come about any more, and free again when a person says so", async () => {
    const { lookout, state } = pulls();
    state.answer = { state: "never", reason: "it was closed without being merged" };
    const { fleet, session } = await world({ backend: [ends("waiting", [PULL]), ends("done")], lookout });
    const id = await fleet.inbox.put("ann", "Look after the pull request\n");
    await session();
    expect((await session()).outcome.reason).toContain(
      "(blocked: for pr o/r#12 merged: it was closed without being merged)",
    );
    expect(await fleet.ledger.release("main", { source: "inbox", id })).toBe(true);
    expect((await session()).outcome.kind).toBe("done");
  });

  it("says that nobody can look at what it waits for, or could not just now", async () => {
    const { lookout, state } = pulls();
    state.answer = new Error("GitHub asks to wait");
    const { session } = await world({ files: waiting("deploy prod/1", PULL, "until 2026-13-45"), lookout });
    const { reason } = (await session()).outcome;
    expect(reason).toMatch(
      /for deploy prod\/1: there is no part that checks this kind of wait \(known: until, pr\); a person has to say/,
    );
    expect(reason).toContain("for pr o/r#12 merged: it could not be checked: GitHub asks to wait");
    expect(reason).toContain('(blocked: for until 2026-13-45: "2026-13-45" is no time');
  });

  it("is told to its source as not ended, so that it is not taken for answered", async () => {
    const { lookout, merge } = pulls();
    const told: unknown[] = [];
    const one = { id: "x", title: "X", state: "ready", revision: "1" } as const;
    const source: WorkSource = {
      name: "there",
      tier: "secondary",
      async candidates({ unfinished = [] }) {
        told.push(unfinished);
        return told.length === 1 || unfinished.includes("x") ? [one] : [];
      },
    };
    const agents = { ann: { work: ["there"] } };
    const { session, clock } = await world({
      backend: [ends("waiting", [PULL]), ends("progress"), new ScriptedBackend(works, FINISHED)],
      sources: [source],
      agents,
      lookout,
    });
    await session();
    merge();
    clock.advance(11 * MINUTE);
    expect((await session()).outcome.kind).toBe("progress");
    expect((await session()).outcome.kind).toBe("done");
    expect((await session()).outcome.kind).toBe("idle");
    expect(told.map((ids) => ids)).toEqual([[], ["x"], ["x"], []]);
  });

  it("goes on when somebody has changed it, whatever it waits for", async () => {
    const { lookout } = pulls();
    const offered = { id: "x", title: "X", state: "ready", revision: "1" } as {
      revision: string;
      id: string;
      title: string;
      state: "ready";
    };
    const source = { name: "there", tier: "secondary", candidates: async () => [{ ...offered }] } as const;
    const agents = { ann: { work: ["there"] } };
    const { session } = await world({
      backend: [ends("waiting", [PULL]), ends("done")],
      sources: [source],
      agents,
      lookout,
    });
    await session();
    expect((await session()).outcome.kind).toBe("idle");
    offered.revision = "2";
    expect((await session()).outcome.kind).toBe("done");
  });
});
