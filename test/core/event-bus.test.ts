import { describe, expect, it } from "vitest";
import type { MidwatchEvent } from "../../src/core/contracts/events.ts";
import { EventBus } from "../../src/core/event-bus.ts";
import { FakeClock } from "../../src/testing/index.ts";

const SUBJECT = { id: "s1", agent: { name: "ann" } };
const STARTED = { type: "phase.started", data: { phase: "status" } } as const;

function bus() {
  const events = new EventBus(new FakeClock(0));
  const heard: MidwatchEvent[] = [];
  events.subscribe((event) => void heard.push(event));
  return { events, troubles: () => heard.filter(({ type }) => type === "trouble"), heard };
}

describe("a listener that fails", () => {
  const TROUBLE = { session: "s1", data: { doing: "telling a listener of phase.started", error: "no luck" } };

  it("a listener that fails by throwing is told of to the others, once, and takes nothing from them", () => {
    const { events, troubles, heard } = bus();
    events.subscribe(() => {
      throw new Error("no luck");
    });
    for (let n = 0; n < 3; n++) events.emit(SUBJECT, STARTED);
    expect(heard.filter(({ type }) => type === "phase.started")).toHaveLength(3);
    expect(troubles()).toMatchObject([TROUBLE]);
  });

  it("a listener that fails by a promise that rejects ends nothing, and is told of as well", async () => {
    const { events, troubles } = bus();
    events.subscribe((() => Promise.reject(new Error("no luck"))) as () => void);
    events.emit(SUBJECT, STARTED);
    events.emit(SUBJECT, STARTED);
    await new Promise(setImmediate);
    expect(troubles()).toMatchObject([TROUBLE]);
  });

  it("a listener that fails when it is the only one, hurts nobody", () => {
    const events = new EventBus(new FakeClock(0));
    events.subscribe(() => {
      throw new Error("no luck");
    });
    expect(() => events.emit(SUBJECT, STARTED)).not.toThrow();
  });
});
