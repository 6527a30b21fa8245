import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { linesOf, playScript, scripts } from "../../soak/model/commands.ts";
import type { Spoil } from "../../soak/model/world.ts";
import type { Workspace } from "../../src/core/contracts/workspace.ts";

/** Worlds of each seed; a longer run has more. */
const WORLDS = Number(process.env.MIDWATCH_SOAK_WORLDS ?? 6);

interface Wanted {
  readonly numRuns?: number;
  readonly most?: number;
  readonly spoil?: Spoil;
}

const played = (seed: number, { numRuns = WORLDS, most = 30, spoil }: Wanted = {}) =>
  fc.check(
    fc.asyncProperty(scripts(most), async (commands) => {
      expect((await playScript(commands, spoil)).violations).toEqual([]);
    }),
    { seed, numRuns },
  );

const sampled = (seed: number) => fc.sample(scripts(30), { seed, numRuns: 1 }).flatMap((commands) => [...commands]);

/** A workspace that says it has pushed, and has not. */
const lies: Spoil = (workspace) =>
  new Proxy<Workspace>(workspace, {
    get: (target, name) =>
      name === "push" ? async () => ({ kind: "pushed" }) : (Reflect.get(target, name, target) as unknown),
  });

describe("the loop in a world in memory, where everything comes to harm", () => {
  it.each([1, 2, 3, 4])("loses nothing and does nothing twice, with seed %i", async (seed) => {
    expect(fc.defaultReportMessage(await played(seed))).toBeUndefined();
  });

  it("goes the same way twice with the same seed", async () => {
    const [one, other] = [await playScript(sampled(7)), await playScript(sampled(7))];
    expect(other).toEqual({ ...one, sessions: expect.toSatisfy((count) => count > 10) as number });
  });

  it("is told of a fault by a script of a few lines", async () => {
    const { failed, counterexample } = await played(1, { numRuns: 100, most: 12, spoil: lies });
    expect([failed, linesOf(counterexample?.[0]).length]).toEqual([true, 1]);
  });
});
