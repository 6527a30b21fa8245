import { describe, expect, it } from "vitest";
import { FakeClock } from "../../src/testing/index.ts";

const never = new AbortController().signal;

describe("the fake clock", () => {
  it("wakes sleepers in the order of their time, and only those", async () => {
    const clock = new FakeClock(0);
    const woken: string[] = [];
    const slow = clock.sleep(20, never).then(() => woken.push("slow"));
    const quick = clock.sleep(10, never).then(() => woken.push("quick"));
    void clock.sleep(21, never).then(() => woken.push("later"));
    clock.advance(20);
    await Promise.all([slow, quick]);
    expect([clock.now(), woken]).toEqual([20, ["quick", "slow"]]);
  });

  it("rejects a sleeper whose signal aborts, before or meanwhile", async () => {
    const clock = new FakeClock(0);
    const stop = new AbortController();
    const sleeping = clock.sleep(10, stop.signal);
    stop.abort(new Error("enough"));
    await expect(sleeping).rejects.toThrow("enough");
    await expect(clock.sleep(10, stop.signal)).rejects.toThrow("enough");
  });

  it("tells when somebody has begun to sleep", async () => {
    const clock = new FakeClock(0);
    const asleep = clock.sleeping();
    const backedOff = clock.backOff(3, never);
    await asleep;
    clock.advance(8_000);
    await backedOff;
  });
});
