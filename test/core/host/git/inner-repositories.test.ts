import { mkdirSync, rmSync, writeFileSync } from "node:fs";
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
    folder,
    lib: inClone,
    collected: () => first.hub.collect(folder, base, { author: "ada", text: "W", at: 0 }),
  };
}

describe("a repository inside the clone", () => {
  it("a repository inside the clone that was only fetched brings nothing but its files (G16)", async () => {
    const its = await session();
    git(its.clone, "clone", "--quiet", library(its), "vendor");
    const { work, kept, unkept } = await its.collected();
    expect(its.tree(work)).toEqual(["README.md", "vendor/inner.md"]);
    expect({ kept, unkept }).toEqual({ kept: [], unkept: [] });
  });

  it("a repository inside the clone with commits of its own: they are kept beside its files (S1)", async () => {
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

async function handedOver() {
  const its = await session();
  await its.hub.work.handOver(its.folder);
  return its;
}

describe("a repository whose name is in any script, or is no text at all", () => {
  it("is looked into like any other", async () => {
    const its = await handedOver();
    its.put("prjå ö/.gitignore", "*.log\n");
    its.put("prjå ö/x.log", "x\n");
    git(its.clone, "init", "--quiet", "--initial-branch=main", "prjå ö");
    commit(join(its.clone, "prjå ö"), "mine.md");
    const { work, kept, unkept } = await its.collected();
    expect(its.tree(work)).toHaveLength(3);
    expect(kept).toMatchObject([{ from: "repository prjå ö (branch main)", files: 1 }]);
    expect(unkept).toEqual([expect.stringMatching(/^prjå ö\/x\.log \(2 bytes\) is ignored by git/)]);
  });

  it("has its files published, and its clone stays for what was committed there", async () => {
    const its = await session();
    its.does("git init -qb main $'b\\xff'; echo n > $'b\\xff/n'");
    const { work, unkept } = await its.collected();
    expect(its.tree(work)).toEqual(["README.md", "b\xff/n"]);
    expect(unkept).toEqual([
      expect.stringMatching(/^what was committed in b.* was not looked for: its name is no text/),
    ]);
    expect(await its.hub.work.leftIn(its.folder)).toEqual(unkept);
  });
});

it("a repository of another hash is said to be one, and its clone stays", async () => {
  const its = await handedOver();
  git(its.clone, "init", "--quiet", "--object-format=sha256", "sub");
  commit(join(its.clone, "sub"), "mine.md");
  const { unkept } = await its.collected();
  const said = "what was committed in repository sub could not be taken: it is a SHA-256 repository";
  expect(unkept).toEqual([`${said}, and the workspace's is not`]);
  expect(await its.hub.work.leftIn(its.folder)).toEqual(unkept);
});

it("a repository within a clone of the clone is part of that", async () => {
  const its = await handedOver();
  git(its.clone, "clone", "--quiet", ".", "copy");
  git(its.clone, "init", "--quiet", "--initial-branch=main", "copy/sub");
  commit(join(its.clone, "copy", "sub"), "mine.md");
  put(its.clone, "copy/sub/.gitignore", "*.log\n");
  put(its.clone, "copy/sub/x.log", "x\n");
  const { kept, unkept } = await its.collected();
  expect(kept).toMatchObject([{ from: "repository copy", files: 2 }, { from: "repository copy/sub (branch main)" }]);
  expect(unkept).toEqual([expect.stringMatching(/^copy\/sub\/x\.log \(2 bytes\) is ignored/)]);
});

describe("a submodule", () => {
  it("a submodule that nobody has touched is no change", async () => {
    const its = await withSubmodule();
    expect(await its.collected()).toEqual({ kept: [], unkept: [] });
  });

  it("a submodule with commits and files that are nowhere else: both are kept (S1)", async () => {
    const its = await withSubmodule();
    commit(its.lib, "mine.md");
    writeFileSync(join(its.lib, "loose.md"), "not committed\n");
    const { work, kept, refusal } = await its.collected();
    expect({ work, refusal }).toEqual({});
    expect(kept).toMatchObject([{ from: "submodule lib", commits: 2, files: 2 }]);
    expect(its.inHub("ls-tree", "--name-only", kept[0]?.ref ?? "")).toBe("inner.md\nloose.md\nmine.md\n");
  });

  it("a submodule at a commit that its own remote does not have is not published (S1)", async () => {
    const its = await withSubmodule();
    commit(its.lib, "mine.md");
    git(its.clone, "commit", "--quiet", "--all", "-m", "Use it");
    const { refusal, kept } = await its.collected();
    expect(refusal?.reason).toMatch(/^submodule lib is at [0-9a-f]{7}, which its own remote does not have$/);
    expect(kept).toHaveLength(1);
  });
});

describe("a submodule that is not as it was", () => {
  const onBranch = async () => {
    const its = await withSubmodule();
    git(its.lib, "checkout", "--quiet", "-b", "fix");
    commit(its.lib, "mine.md");
    return its;
  };
  const kept = (from: string, files = 1) => [{ from, commits: 1, files }];

  it("a submodule that is not as it was because its files were given up: its commits are kept", async () => {
    const its = await onBranch();
    git(its.clone, "submodule", "--quiet", "deinit", "--force", "lib");
    expect(await its.collected()).toMatchObject({ kept: kept("submodule lib (branch fix)"), unkept: [] });
  });

  it("a submodule that is not as it was because it was removed: its commits are kept", async () => {
    const its = await onBranch();
    git(its.clone, "submodule", "--quiet", "deinit", "--force", "lib");
    git(its.clone, "rm", "--quiet", "--force", "lib");
    git(its.clone, "commit", "--quiet", "-m", "Remove it");
    expect(await its.collected()).toMatchObject({ kept: kept("submodule lib (branch fix)"), unkept: [] });
  });

  it("a submodule that is not as it was because something is staged in it alone: that is kept", async () => {
    const its = await withSubmodule();
    put(its.lib, "s.md", "staged\n");
    git(its.lib, "add", "s.md");
    rmSync(join(its.lib, "s.md"));
    expect((await its.collected()).kept).toMatchObject(kept("submodule lib (what was staged)"));
  });

  it("a submodule that is not as it was because it has another work tree: its files are kept, what git ignores there is named", async () => {
    const its = await withSubmodule();
    commit(its.lib, "mine.md");
    const tree = join(its.folder, "home", "wt");
    git(its.lib, "worktree", "add", "--quiet", "-b", "wt", tree);
    put(tree, "w.md", "not committed\n");
    put(tree, ".gitignore", "*.log\n");
    put(tree, "w.log", "ran\n");
    const collected = await its.collected();
    expect(collected.kept).toMatchObject([{ from: `work tree ${tree} of submodule lib`, commits: 2, files: 3 }]);
    expect(collected.unkept).toEqual([`w.log (4 bytes) of work tree ${tree} is ignored by git and not kept`]);
  });

  it("a submodule that is not as it was in a clone of the clone: it is a submodule there as well", async () => {
    const its = await withSubmodule();
    git(its.clone, "clone", "--quiet", "--recurse-submodules", ".", "copy");
    commit(join(its.clone, "copy", "lib"), "mine.md");
    expect((await its.collected()).kept).toMatchObject([{ from: "submodule copy/lib (the reflog of HEAD)", files: 1 }]);
  });

  it("a submodule that is not as it was because git ignores a file in it: that is named", async () => {
    const its = await withSubmodule();
    put(its.lib, ".gitignore", "*.log\n");
    put(its.lib, "x.log", "ran\n");
    expect((await its.collected()).unkept).toEqual([
      "lib/x.log (4 bytes) is ignored by git and not kept: keep: [lib/x.log] would leave it to the agent's next session",
    ]);
  });
});
