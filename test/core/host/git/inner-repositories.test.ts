import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { patience } from "../../../limits.ts";
import { git, put, session } from "./session.ts";

type Its = Awaited<ReturnType<typeof session>>;

function commit(folder: string, path: string): void {
  put(folder, path, `${path}\n`);
  git(folder, "add", path);
  git(folder, "commit", "--quiet", "-m", `Add ${path}`);
}

/** A library that others have, too. */
function library(its: Its): string {
  const folder = join(its.root, "library");
  mkdirSync(folder);
  git(folder, "init", "--quiet", "--initial-branch=main");
  commit(folder, "inner.md");
  return folder;
}

/** A session in a workspace that has it as a submodule, checked out. */
async function withSubmodule() {
  const first = await session();
  const lib = library(first);
  const seed = join(first.root, "seed");
  git(seed, "submodule", "--quiet", "add", lib, "lib");
  git(seed, "commit", "--quiet", "-m", "Add the library");
  const { commit: base = "" } = await first.hub.fetch(patience());
  const folder = join(first.root, "second");
  const clone = join(folder, "clone");
  await first.hub.clone(clone, base, "ada");
  git(clone, "submodule", "--quiet", "update", "--init");
  await first.hub.work.handOver(folder);
  const inClone = join(clone, "lib");
  return {
    ...first,
    base,
    clone,
    lib: inClone,
    collected: () => first.hub.collect(folder, base, { author: "ada", text: "W", at: 0 }),
  };
}

describe("a repository inside the clone", () => {
  it("that was only fetched brings nothing but its files (G16)", async () => {
    const its = await session();
    git(its.clone, "clone", "--quiet", library(its), "vendor");
    const { work, kept, unkept } = await its.collected();
    expect(its.tree(work)).toEqual(["README.md", "vendor/inner.md"]);
    expect({ kept, unkept }).toEqual({ kept: [], unkept: [] });
  });

  it("with commits of its own: they are kept beside its files (S1)", async () => {
    const its = await session();
    git(its.clone, "clone", "--quiet", library(its), "vendor");
    git(join(its.clone, "vendor"), "checkout", "--quiet", "-b", "fix");
    commit(join(its.clone, "vendor"), "mine.md");
    const { work, kept } = await its.collected();
    expect(its.tree(work)).toEqual(["README.md", "vendor/inner.md", "vendor/mine.md"]);
    expect(kept).toMatchObject([{ from: "repository vendor (branch fix)", commits: 1, files: 1 }]);
    expect(its.inHub("log", "--format=%s", kept[0]?.ref ?? "")).toBe("Add mine.md\nAdd inner.md\n");
  });
});

describe("a submodule", () => {
  it("that nobody has touched is no change", async () => {
    const its = await withSubmodule();
    expect(await its.collected()).toEqual({ kept: [], unkept: [] });
  });

  it("with commits and files that are nowhere else: both are kept (S1)", async () => {
    const its = await withSubmodule();
    commit(its.lib, "mine.md");
    writeFileSync(join(its.lib, "loose.md"), "not committed\n");
    const { work, kept, refusal } = await its.collected();
    expect({ work, refusal }).toEqual({});
    expect(kept).toMatchObject([{ from: "submodule lib", commits: 2, files: 2 }]);
    expect(its.inHub("ls-tree", "--name-only", kept[0]?.ref ?? "")).toBe("inner.md\nloose.md\nmine.md\n");
  });

  it("at a commit that its own remote does not have is not published (S1)", async () => {
    const its = await withSubmodule();
    commit(its.lib, "mine.md");
    git(its.clone, "commit", "--quiet", "--all", "-m", "Use it");
    const { refusal, kept } = await its.collected();
    expect(refusal?.reason).toMatch(/^submodule lib is at [0-9a-f]{7}, which its own remote does not have$/);
    expect(kept).toHaveLength(1);
  });
});
