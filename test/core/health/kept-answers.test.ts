import { rename } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { HealthCheck } from "../../../src/core/contracts/health.ts";
import { patience } from "../../limits.ts";
import { world } from "../world.ts";
import { HOUR, MINUTE } from "./checked.ts";

/** A check that counts how often it was asked. */
function counting(about: "fleet" | "agent") {
  let asked = 0;
  const check: HealthCheck = {
    name: "counting",
    about,
    check: async () => ({ check: "counting", status: "pass", detail: `asked ${++asked} times` }),
  };
  return check;
}

async function looked(about: "fleet" | "agent") {
  const here = await world({ agents: { ann: { work: ["duty"] } }, checks: [counting(about)] });
  const say = async (since?: number) => {
    const reports = await here.health.all(patience(), since);
    const told = reports.find(({ check }) => check === "counting");
    return [told?.detail, told?.age];
  };
  return { ...here, say };
}

describe("an answer of a check that is kept", () => {
  it.each(["fleet", "agent"] as const)(
    "an answer about the %s counts as long as it may, with its age",
    async (about) => {
      const { clock, say } = await looked(about);
      expect(await say()).toEqual(["asked 1 times", undefined]);
      clock.advance(12 * MINUTE);
      expect(await say(clock.now() - HOUR)).toEqual(["asked 1 times", 12 * MINUTE]);
      expect(await say(clock.now() - 11 * MINUTE)).toEqual(["asked 2 times", undefined]);
      expect(await say()).toEqual(["asked 3 times", undefined]);
    },
  );

  it("an answer of a remote counts as well, and one that something is wrong does not", async () => {
    const { clock, health, remote } = await looked("fleet");
    const said = async (since?: number) =>
      (await health.all(patience(), since)).find(({ check }) => check === "remote")?.status;
    const lately = () => clock.now() - HOUR;
    await said();
    await rename(remote.path, `${remote.path}.away`);
    expect([await said(lately()), await said()]).toEqual(["pass", "warn"]);
    await rename(`${remote.path}.away`, remote.path);
    expect(await said(lately())).toBe("pass");
  });
});
