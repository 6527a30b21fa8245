import { beforeAll, describe, expect, it } from "vitest";
import { states, TestFleet } from "../end-to-end/fleet.ts";
import { FAULTS } from "./faults.ts";

const DONE = `mkdir -p work && echo hello > work/$(basename $(dirname $PWD)) && ${states("done")}`;
const FAILS = "echo half > half.md; exit 1";

interface Audited {
  readonly rules: readonly { readonly name: string; readonly looked: number; readonly broken: readonly string[] }[];
  readonly writes: number;
  readonly waiting: number;
}

const audited = async (fleet: TestFleet) => fleet.ask<Audited>("audit");

const brokenIn = ({ rules }: Audited) => rules.filter(({ broken }) => broken.length > 0).map(({ name }) => name);

describe("an audit", () => {
  let good: TestFleet;

  beforeAll(async () => {
    good = new TestFleet({ agents: { ada: { program: DONE }, bob: { program: FAILS } }, tasks: ["a", "b"] });
    await good.run("ada");
    await good.run("bob");
  });

  it("finds nothing in a fleet where all is well, and says what it looked at", async () => {
    const found = await audited(good);
    expect({ broken: brokenIn(found), writes: found.writes, waiting: found.waiting }).toEqual({
      broken: [],
      writes: 3,
      waiting: 1,
    });
    expect(found.rules.find(({ name }) => name.startsWith("what was published"))?.looked).toBe(1);
  });

  it.each(FAULTS)("finds it when %s", async (_, rule, plant) => {
    const fleet = good.copy();
    plant(fleet);
    expect(brokenIn(await audited(fleet))).toContain(rule);
  });
});
