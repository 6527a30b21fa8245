import { describe, expect, it, onTestFinished } from "vitest";
import { MockOllama } from "../../mock/ollama.ts";
import { backendOf, calls, DONE, play, requestIn } from "./desk.ts";

/** Errors that nobody has caught, from now on until the test ends. */
function uncaught(): readonly unknown[] {
  const errors: unknown[] = [];
  const note = (thrown: unknown) => void errors.push(thrown);
  process.on("uncaughtException", note);
  onTestFinished(() => void process.off("uncaughtException", note));
  return errors;
}

describe("a connection to a server that pauses between its words", () => {
  it("emits nothing after a reply that ends the process (O1)", async () => {
    const errors = uncaught();
    const replies = 25;
    const server = await MockOllama.start({
      mock: { play: (turn) => (turn < replies ? calls("read", { path: `${turn}` }) : DONE) },
    });
    onTestFinished(() => server.close());
    const { result } = await play(backendOf({ url: server.url, model: "mock" }), requestIn());
    expect([result.stopReason, server.asked.length, errors]).toEqual(["end_turn", replies + 1, []]);
  });
});
