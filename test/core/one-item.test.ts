import { expect, it } from "vitest";
import { finish, ScriptedBackend } from "../../src/testing/index.ts";
import { works, world } from "./world.ts";

it("claims a queue's entry and its task as one item, and records both", async () => {
  const files = {
    "state/queue-manual.md": "## Planned Next\n1. **Fix it**\n   - Source: tasks/fix\n",
    "tasks/fix.md": "---\nstate: todo\ncreated: 2026-11-01\n---\n# Fix it\n",
  };
  const backend = new ScriptedBackend(works, finish({ stated: { item: "done", reason: "fixed" } }));
  const { session, remote, fleet } = await world({ files, backend });
  expect(await session()).toMatchObject({ item: { source: "work-queue" }, outcome: { kind: "done" } });
  expect(await remote.read("state/queue-manual.md")).toContain("✅ **Fix it**");
  expect(await remote.read("tasks/fix.md")).toContain("state: done");
  expect(await fleet.ledger.history.claims("main")).toMatchObject([{ source: "workspace-tasks", item: "fix" }]);
  expect((await session()).outcome.kind).toBe("idle");
});
