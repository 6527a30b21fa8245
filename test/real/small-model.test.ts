import { afterAll, describe, expect, it } from "vitest";
import { NO_MODEL, startLlama } from "./llama-server.ts";
import { sessionOn, WAYS } from "./small-model.ts";

const server = NO_MODEL === "" ? await startLlama() : { url: "", close: () => Promise.resolve() };
afterAll(() => server.close());

/** A model of 135 million parameters does what it does: that is free. What midwatch makes of it is not. */
describe.skipIf(NO_MODEL !== "")(`a session on a real small model${NO_MODEL}`, () => {
  it.each(Object.entries(WAYS))(
    "through %s ends, is done only by what it has changed, and costs nothing",
    async (_, way) => {
      const { ended, changed, charged } = await sessionOn(way, server.url);
      expect(ended.outcome.kind).not.toMatch(/crashed|unfit|idle/);
      expect(ended.outcome.kind === "done" && !ended.outcome.unproven && changed.length === 0).toBe(false);
      expect(ended.result?.usage.inputTokens).toBeGreaterThan(0);
      expect(charged).toBe(0);
    },
  );
});
