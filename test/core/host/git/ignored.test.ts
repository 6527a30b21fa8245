import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { MESSAGE, put, session } from "./session.ts";

const repository = (tree: Record<string, unknown> = {}) =>
  session(
    { ".gitignore": "cache/\n*.log\n", "README.md": "# Desk\n" },
    { workspace: { tree: { copy: [], link: [], keep: [], setup: [], verify: [], submodules: false, ...tree } } },
  );

describe("files that git ignores", () => {
  it("are named with their size when a session has written them, and how they would be kept (S1)", async () => {
    const its = await repository();
    its.put("cache/setup.bin", "written by the owner's setup\n");
    await its.hub.work.handOver(its.folder);
    its.put("cache/out.bin", "x".repeat(1500));
    its.put("cache/deep/more.bin", "x".repeat(500));
    its.put("run.log", "ran\n");
    its.put("note", "kept\n");
    const { work, unkept } = await its.collected();
    expect(its.tree(work)).toEqual([".gitignore", "README.md", "note"]);
    expect(unkept).toEqual([
      "2 files in cache/ (2 kB) are ignored by git and not kept: keep: [cache] would leave them to the agent's next session",
      "run.log (4 bytes) is ignored by git and not kept: keep: [run.log] would leave it to the agent's next session",
    ]);
  });

  it("are named although others were written where a submodule would be: for those the clone stays (S1)", async () => {
    const its = await repository();
    its.git("update-index", "--add", "--cacheinfo", `160000,${its.base},lib`);
    its.git("commit", "--quiet", "-m", "A submodule");
    const base = its.git("rev-parse", "HEAD").trim();
    its.inHub("fetch", "--quiet", its.clone, "HEAD");
    const folder = join(its.root, "later");
    await its.hub.clone(join(folder, "clone"), base, "ada");
    await its.hub.work.handOver(folder);
    for (const path of ["lib/n", "lib/deep/m", "run.log"]) put(join(folder, "clone"), path, "x\n");
    const { unkept } = await its.hub.collect(folder, base, MESSAGE);
    const lost = "2 files in lib are kept nowhere else: it is a submodule, and is not checked out";
    expect(unkept).toEqual([lost, expect.stringMatching(/^run\.log .* is ignored by git/)]);
    expect(await its.hub.work.leftIn(folder)).toEqual([lost]);
  });

  it("are not named where they are kept for the next session; of many the largest are (S1)", async () => {
    const its = await repository({ keep: ["cache/in", "cache/kept"] });
    await its.hub.work.handOver(its.folder);
    its.put("cache/in/a", "a");
    its.put("cache/kept", "b");
    expect((await its.collected()).unkept).toEqual([]);
    for (let n = 0; n < 15; n++) its.put(`${n}.log`, "x");
    expect((await its.collected()).unkept).toHaveLength(11);
  });
});
