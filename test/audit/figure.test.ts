import { beforeAll, describe, expect, it } from "vitest";
import { states, TestFleet } from "../end-to-end/fleet.ts";

const DONE = `mkdir -p work && echo hello > work/hello && ${states("done")}`;
const FAILS = "echo half > half.md; exit 1";

describe("a report", () => {
  let good: TestFleet;

  beforeAll(async () => {
    good = new TestFleet({ agents: { ada: { program: DONE }, bob: { program: FAILS } }, tasks: ["a", "b"] });
    await good.run("ada");
    await good.run("bob");
  });

  const said = async (fleet: TestFleet) => (await fleet.cli("report", "--since", "1h")).stdout;

  it("says how much was written, and that nothing of it is lost", async () => {
    expect(await said(good)).toContain("3 writes in 2 sessions: nothing lost, 1 piece of kept work waits");
  });

  it("says what is lost of it", async () => {
    const fleet = good.copy();
    for (const ref of fleet.hub("for-each-ref", "--format=%(refname)", "refs/midwatch").split("\n"))
      if (ref !== "" && !ref.includes("/upstream/")) fleet.hub("update-ref", "-d", ref);
    expect(await said(fleet)).toContain("3 writes in 2 sessions: the work of 1 session is under no ref");
  });
});
