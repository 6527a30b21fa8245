import { afterAll, describe, expect, it } from "vitest";
import { NO_MODEL, startLlama } from "../../soak/night/llama-server.ts";
import { sessionOn, WAYS } from "./small-model.ts";

const server = NO_MODEL === "" ? await startLlama() : { url: "", close: () => Promise.resolve() };
afterAll(() => server.close());

/** Sessions each way: one, or as many as somebody asks for who wants to see what a model makes of it. */
const SESSIONS = Number(process.env.MIDWATCH_MODEL_SESSIONS ?? 1);

/** A model of 135 million parameters does what it does: that is free. What midwatch makes of it is not. */
describe.skipIf(NO_MODEL !== "")(`a session on a real small model${NO_MODEL}`, () => {
  const each = Object.entries(WAYS).flatMap((way) =>
    Array.from({ length: SESSIONS }, (_, n) => [...way, n + 1] as const),
  );
  it.each(each)("through %s ends, is done only by what it has changed, and costs nothing", async (name, way, n) => {
    const { ended, changed, charged } = await sessionOn(way, server.url);
    if (SESSIONS > 1) console.log(`${name}, ${n}: ${ended.outcome.kind}, ${ended.outcome.reason}; ${charged} micros`);
    expect(ended.outcome.kind).not.toMatch(/crashed|unfit|idle/);
    expect(ended.outcome.kind === "done" && !ended.outcome.unproven && changed.length === 0).toBe(false);
    expect(ended.result?.usage.inputTokens).toBeGreaterThan(0);
    expect(charged).toBe(0);
  });
});
