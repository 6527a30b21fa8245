import { describe, expect, it } from "vitest";
import type { BackendResult } from "../../src/core/contracts/run-result.ts";
import { finish, ScriptedBackend, write } from "../../src/testing/index.ts";
import { QUEUE, world } from "./world.ts";

const PROGRESS = finish({ stated: { item: "progress", reason: "half" } });
const ANOTHER = QUEUE.replace("Write the report", "Write the letter");

/** Two sessions: how the first ended, and whether it was the same agent's; what the second was told of it. */
async function secondAfter(end: ReturnType<typeof finish>, second = "ann", queue?: string) {
  const backends = [new ScriptedBackend(write({ "a.md": "a" }), end), new ScriptedBackend()];
  const agents = { ann: {}, ben: {} };
  const { session, remote } = await world({ files: { "state/queue-manual.md": QUEUE }, agents, backend: backends });
  const first = await session({ agent: "ann" });
  if (queue !== undefined) await remote.commit({ "state/queue-manual.md": queue });
  await session({ agent: second });
  return { first: first.id, earlier: backends[1]?.requests[0]?.earlier };
}

const cutShort = (stopReason: BackendResult["stopReason"], cause: NonNullable<BackendResult["cause"]>) =>
  finish({ stopReason, cause, text: "cut short" });

describe("what a run may go on from", () => {
  it.for([
    ["in progress", PROGRESS],
    ["stopped at its deadline", cutShort("cancelled", "deadline")],
    ["stopped after so many turns", cutShort("cancelled", "turns")],
    ["ended by its backend after so many turns", cutShort("max_turn_requests", "max_turns")],
  ] as const)("is the agent's own last session on the item, %s, and what that has kept", async ([, end]) => {
    const { first, earlier } = await secondAfter(end);
    expect(earlier?.session).toBe(first);
    expect(earlier?.transcript).toMatch(new RegExp(`/sessions/${first}/transcript$`));
  });

  it.for([
    ["that went round in circles", cutShort("cancelled", "loop")],
    ["that has failed", cutShort("error", "prompt_too_long")],
  ] as const)("is no session %s", async ([, end]) => {
    expect((await secondAfter(end)).earlier).toBeUndefined();
  });

  it("is no session of another agent's, or on another item", async () => {
    expect((await secondAfter(PROGRESS, "ben")).earlier).toBeUndefined();
    expect((await secondAfter(PROGRESS, "ann", ANOTHER)).earlier).toBeUndefined();
  });
});
