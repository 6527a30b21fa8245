import { describe, expect, it } from "vitest";
import { finish, ScriptedBackend } from "../../../src/testing/index.ts";
import { works, world } from "../world.ts";

const files = { "threads/slow.md": "---\nkind: solo\nupdated: 2026-11-20\n---\n# Why is it slow?\n\nMeasure it.\n" };
const backend = () => {
  const text = '```midwatch\n{"item": "done", "reason": "it was the disk"}\n```';
  return new ScriptedBackend(works, finish({ text }));
};

describe("a theme that nobody has asked for", () => {
  it("is taken when nothing else is ready, with why, and its thread says what came of it", async () => {
    const ann = backend();
    const { session, fleet, remote } = await world({
      agents: { ann: { work: ["work-queue", "open"] } },
      files,
      backend: ann,
    });
    const { id, item, outcome } = await session();
    expect([item?.id, outcome.kind]).toEqual(["threads/slow.md", "done"]);
    expect(await fleet.ledger.history.candidates(id)).toMatchObject([
      { taken: true, reason: "the first ready one in TERTIARY: an open solo thread, last updated 3 d ago" },
    ]);
    expect(ann.requests[0]?.prompt).toContain("If you find that something else matters more, say there why.");
    const thread = await remote.read("threads/slow.md");
    expect(thread).toContain("state: closed");
    expect(thread).toContain("- 2026-11-23, done: it was the disk");
    expect((await session()).outcome.kind).toBe("idle");
  });

  it("is left alone by an agent whose file does not speak of it, and comes after every task", async () => {
    const { session } = await world({ files, backend: backend() });
    expect((await session()).outcome.kind).toBe("idle");
    const task = { "tasks/t.md": "---\nstate: active\n---\n# T\n" };
    const both = await world({
      agents: { ann: { work: ["open", "workspace-tasks"] } },
      files: { ...files, ...task },
      backend: backend(),
    });
    expect((await both.session()).item?.id).toBe("t");
  });
});
