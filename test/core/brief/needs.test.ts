import { expect, it } from "vitest";
import { finish, ScriptedBackend } from "../../../src/testing/index.ts";
import { QUEUE, START, world } from "../world.ts";

const says = (item: "done" | "blocked", reason: string) => new ScriptedBackend(finish({ stated: { item, reason } }));

it("a brief says what needs somebody in the words of every screen, and how many more there are (B5)", async () => {
  const next = says("done", "seen");
  const { session, fleet } = await world({
    files: { "state/queue-manual.md": QUEUE },
    backend: [says("blocked", "Nora has to give access"), next],
    agents: { ann: { work: ["work-queue"] }, bob: { work: ["duty"] } },
  });
  await session({ agent: "ann" });
  for (let n = 0; n < 30; n++)
    await fleet.ledger.oblige({
      key: `k${n}`,
      owner: "owner",
      action: `look at ${n}: ${"x ".repeat(100)}`,
      at: START - 1,
    });
  await session({ agent: "bob", duty: true });
  const prompt = next.requests[0]?.prompt ?? "";
  expect(prompt).toContain("Nora has to give access");
  const waiting = /## Who waits for what[\s\S]*?(?=\n## )/.exec(prompt)?.[0] ?? "";
  const shown = waiting.match(/look at \d+|Nora/g)?.length ?? 0;
  expect(waiting).toContain(`(${31 - shown} more left out)`);
});
