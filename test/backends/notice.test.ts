import { describe, expect, it } from "vitest";
import { Notice } from "../../src/backends/notice.ts";

async function* oneEventAfter(silence: Promise<unknown>) {
  await silence;
  yield "event";
}

async function* failing(silence: Promise<unknown>): AsyncGenerator<unknown> {
  yield await silence.then(() => Promise.reject(new Error("the pipe is broken")));
}

describe("the word that a run's time is nearly up", () => {
  it.each([
    ["has broken down", () => Promise.reject(new Error("the connection is closed"))],
    [
      "throws",
      () => {
        throw new Error("there is no connection");
      },
    ],
  ])("was not told to an agent whose line %s, which ends nothing (O1)", async (_, pass) => {
    using notice = new Notice(AbortSignal.abort("Wrap up."), pass);
    const heard: unknown[] = [];
    for await (const event of notice.among(oneEventAfter(new Promise((turn) => setImmediate(turn))))) heard.push(event);
    expect(heard).toEqual([{ type: "wrap_up", told: false, text: "Wrap up." }, "event"]);
  });

  it("comes among the events of a run that fails, which fails all the same", async () => {
    using notice = new Notice(AbortSignal.abort("Wrap up."), () => true);
    const heard: unknown[] = [];
    const all = (async () => {
      for await (const event of notice.among(failing(new Promise((turn) => setImmediate(turn))))) heard.push(event);
    })();
    await expect(all).rejects.toThrow("the pipe is broken");
    expect(heard).toEqual([{ type: "wrap_up", told: true, text: "Wrap up." }]);
  });
});
