import { expect, it } from "vitest";
import { MICROS } from "../../src/core/budget/money.ts";
import { finish, ScriptedBackend, type Step } from "../../src/testing/index.ts";
import { QUEUE, world } from "./world.ts";

const charging = (micros: number): Step => ({
  type: "tell",
  event: { type: "usage", usage: { inputTokens: 0, outputTokens: 0, micros } },
});
const usage = { inputTokens: 0, outputTokens: 0, micros: 30 * MICROS };

/** Its runs are to cost nobody anything, and it tells of dollars all the same. */
class Free extends ScriptedBackend {
  readonly free = true;
}

const fleet = (...script: readonly Step[]) =>
  world({
    files: { "state/queue-manual.md": QUEUE },
    backend: new Free(...script),
    caps: { run: MICROS, agentDay: 25 * MICROS },
  });

it("B3: a run that was to be free is stopped in its middle when it costs more than a session may", async () => {
  const { session } = await fleet(charging(30 * MICROS), { type: "hang" });
  expect(await session()).toMatchObject({ outcome: { kind: "stopped", cause: "spend" } });
});

it("B3: what it has cost is charged, and the next session is paid for: a cap refuses it", async () => {
  const { run, session } = await fleet(finish({ usage, stated: { item: "progress", reason: "half" } }));
  await session();
  expect(await run()).toMatchObject({ kind: "rest", reason: expect.stringMatching(/budget: \$30\.00/) as string });
});
