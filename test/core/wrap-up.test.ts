import { describe, expect, it } from "vitest";
import type { BackendEvent, BackendRequest } from "../../src/core/contracts/backend.ts";
import { wrapUpFor } from "../../src/core/text/wrap-up.ts";
import { finish, ScriptedBackend, type Step } from "../../src/testing/index.ts";
import { COMES_MINUTES } from "../limits.ts";
import { QUEUE, world } from "./world.ts";

const SENTENCE =
  /^Your time is nearly up, \d seconds are left: bring your work to a state that the next session can continue from, say /;

/** The run, once it has heard that its time is nearly up. */
const warned: Step = {
  type: "call",
  call: ({ wrapUp }: BackendRequest) =>
    new Promise((done) => wrapUp?.addEventListener("abort", () => done(), { once: true })),
};

async function wrapUpsOf(script: readonly Step[], minutes = 30) {
  const agents = { ann: { limits: { minutes } } };
  const backend = new ScriptedBackend(...script);
  const here = await world({ files: { "state/queue-manual.md": QUEUE }, agents, backend });
  const { outcome } = await here.session();
  const events = here.events.flatMap((event) => (event.type === "backend" ? [event.data] : []));
  return { outcome, events, reason: String(backend.requests[0]?.wrapUp?.reason) };
}

describe("a run whose time is nearly up", () => {
  it.for([
    [1, 0.9, "6 seconds"],
    [30, 27, "3 minutes"],
    [240, 235, "5 minutes"],
  ] as const)(
    "a run whose time is nearly up of %i minutes is told after %f of them that %s are left",
    ([limit, after, left]) => {
      const { after: at, text } = wrapUpFor(limit * 60_000);
      expect([at / 60_000, text]).toEqual([after, expect.stringContaining(`nearly up, ${left} are left`)]);
    },
  );

  it("is told in a sentence, and its events say so when its backend has passed it on", async () => {
    const told: BackendEvent = { type: "wrap_up", told: true, text: "Hurry." };
    const { outcome, events, reason } = await wrapUpsOf(
      [warned, { type: "tell", event: told }, finish()],
      COMES_MINUTES,
    );
    expect(reason).toMatch(SENTENCE);
    expect(events.filter(({ type }) => type === "wrap_up")).toEqual([told]);
    expect(outcome.kind).not.toBe("stopped");
  });

  it("is said not to have been told when its backend has no way to pass it on", async () => {
    const { events } = await wrapUpsOf([warned, finish()], COMES_MINUTES);
    expect(events.slice(-2)).toMatchObject([
      { type: "wrap_up", told: false, text: expect.stringMatching(SENTENCE) as string },
      { type: "finished" },
    ]);
  });

  it("hears nothing of it when it ends in time", async () => {
    const { events } = await wrapUpsOf([finish()]);
    expect(events.map(({ type }) => type)).toEqual(["started", "finished"]);
  });
});
