import { describe, expect, it } from "vitest";
import { Notice } from "../../src/backends/notice.ts";

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
    await new Promise((turn) => setImmediate(turn));
    expect(notice.news()).toEqual([{ type: "wrap_up", told: false, text: "Wrap up." }]);
  });
});
