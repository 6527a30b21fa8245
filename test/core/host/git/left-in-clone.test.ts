import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { session } from "./session.ts";

type Its = Awaited<ReturnType<typeof session>>;

/** A session with a commit on its branch, one beside it, and a file in neither, all of it collected. */
async function collected() {
  const its = await session();
  its.does(`git checkout -qb side; echo s > s.md; git add -A; git commit -qm s; git checkout -q main
    echo n > n.md; git add -A; git commit -qm n; echo loose > loose.md`);
  const { work = "" } = await its.collected();
  return { ...its, work };
}

const forget = (its: Its, ...prefixes: readonly string[]) => {
  const refs = its.inHub("for-each-ref", "--format=%(refname)", ...prefixes).trim();
  for (const ref of refs.split("\n")) its.inHub("update-ref", "-d", ref);
};

describe("a clone goes when everything that was collected from it (S1)", () => {
  it("is in the hub, whole and under a ref", async () => {
    const its = await collected();
    its.inHub("gc", "--quiet", "--prune=now");
    expect(await its.hub.work.leftIn(its.folder)).toEqual([]);
  });

  it("a clone stays when something has been cleared away there since it was collected", async () => {
    const its = await collected();
    forget(its, "refs/midwatch/kept", "refs/midwatch/work");
    its.inHub("gc", "--quiet", "--prune=now");
    expect(await its.hub.work.leftIn(its.folder)).toEqual([
      "what it did on its branch is not whole in the hub any more",
      "what was kept of branch side is not whole in the hub any more",
    ]);
  });

  it("nor when it is there still, and no ref holds it", async () => {
    const its = await collected();
    forget(its, "refs/midwatch/work");
    expect(await its.hub.work.leftIn(its.folder)).toEqual([
      "what it did on its branch is under no ref of the hub any more",
    ]);
  });

  it("nor when a ref is all that is left of it", async () => {
    const its = await collected();
    const packs = join(its.root, "hub.git/objects/pack");
    const blob = its.git("rev-parse", "side:s.md").trim();
    const holds = (index: string) => its.inHub("verify-pack", "-v", join(packs, index)).includes(blob);
    const index = readdirSync(packs).find((name) => name.endsWith(".idx") && holds(name)) ?? "";
    for (const end of [".idx", ".pack"]) rmSync(join(packs, index.replace(".idx", end)));
    const left = await its.hub.work.leftIn(its.folder);
    expect(left).toContain("what was kept of branch side is not whole in the hub any more");
  });
});
