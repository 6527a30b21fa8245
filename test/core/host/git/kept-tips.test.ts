import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { git, put, session } from "./session.ts";

type Its = Awaited<ReturnType<typeof session>>;

/** A commit with one file. */
function commit(its: Its, path: string, text = `${path}\n`): void {
  its.put(path, text);
  its.git("add", "--all");
  its.git("commit", "--quiet", "-m", `Add ${path}`);
}

/** What was kept, as a person reads it, and the files that each ref of the hub holds besides the first ones. */
async function kept(its: Its) {
  const { kept: tips, ...collected } = await its.collected();
  its.inHub("gc", "--quiet", "--prune=now");
  return {
    ...collected,
    tips: tips.map(({ ref, from, commits, files }) => {
      const shown = its.inHub("log", "-m", "--first-parent", "--format=", "--name-only", ref, `^${its.base}`);
      return { from, commits, files, ref, holds: [...new Set(shown.split("\n").filter(Boolean))] };
    }),
  };
}

const KEPT = "refs/midwatch/kept/ada/session";

describe("what a session made beside what is checked out is kept", () => {
  it("a commit on a branch that it left again (A1)", async () => {
    const its = await session();
    its.git("checkout", "--quiet", "-b", "fix/x");
    commit(its, "n.md");
    its.git("checkout", "--quiet", "main");
    const { work, refusal, tips } = await kept(its);
    expect({ work, refusal }).toEqual({});
    expect(tips).toEqual([{ from: "branch fix/x", commits: 1, files: 1, ref: `${KEPT}/1-fix-x`, holds: ["n.md"] }]);
  });

  it.each(["voilà", "fix/ü→x", "日本"])("a branch is told by its name: %s (A1)", async (branch) => {
    const its = await session();
    its.git("checkout", "--quiet", "-b", branch);
    commit(its, "n.md");
    expect((await its.collected()).refusal).toBeUndefined();
    its.git("checkout", "--quiet", "main");
    expect((await kept(its)).tips).toMatchObject([{ from: `branch ${branch}`, holds: ["n.md"] }]);
    its.git("branch", "--quiet", "-D", branch);
    expect((await kept(its)).tips).toMatchObject([{ from: `branch ${branch}, which was deleted` }]);
  });

  it("what an earlier look has found, although the clone has forgotten it", async () => {
    const its = await session();
    its.git("checkout", "--quiet", "-b", "fix/x");
    commit(its, "n.md");
    its.git("checkout", "--quiet", "main");
    await its.collected();
    its.git("branch", "--quiet", "-D", "fix/x");
    rmSync(join(its.clone, ".git", "logs"), { recursive: true });
    its.git("gc", "--quiet", "--prune=now");
    const { work, tips } = await kept(its);
    expect(work).toBeUndefined();
    expect(tips).toMatchObject([{ from: "an earlier look at its clone", holds: ["n.md"] }]);
  });

  it("no work of an earlier look that the work of this one has", async () => {
    const its = await session();
    its.put("n.md", "n\n");
    await its.collected();
    its.put("m.md", "m\n");
    const { work, tips } = await kept(its);
    expect(its.tree(work)).toEqual(["README.md", "m.md", "n.md"]);
    expect(tips).toEqual([]);
  });

  it("beside work that is published (A1)", async () => {
    const its = await session();
    its.git("checkout", "--quiet", "-b", "fix/x");
    commit(its, "n.md");
    its.git("checkout", "--quiet", "main");
    commit(its, "m.md");
    const { work, tips } = await kept(its);
    expect(its.tree(work)).toEqual(["README.md", "m.md"]);
    expect(tips).toMatchObject([{ from: "branch fix/x", holds: ["n.md"] }]);
  });

  it.each([
    ["a tag on a commit whose branch was deleted", "tag v1", ["tag", "v1"]],
    ["a note's ref", "refs/notes/commits", ["notes", "add", "-m", "x", "main"]],
    ["no ref at all, but HEAD's log", "branch fix/x, which was deleted", ["rev-parse", "HEAD"]],
  ])("%s (S1)", async (_, from, command) => {
    const its = await session();
    its.git("checkout", "--quiet", "-b", "fix/x");
    if (!command.includes("notes")) commit(its, "n.md");
    its.git(...command);
    its.git("checkout", "--quiet", "main");
    its.git("branch", "--quiet", "-D", "fix/x");
    expect((await kept(its)).tips).toMatchObject([{ from, commits: 1 }]);
  });

  it("what was reset, amended with other words in it, or left behind detached (S1)", async () => {
    const its = await session();
    commit(its, "reset.md");
    its.git("reset", "--quiet", "--hard", "HEAD~1");
    commit(its, "amended.md", "one\n");
    its.put("amended.md", "two\n");
    its.git("commit", "--quiet", "--all", "--amend", "--no-edit");
    its.git("checkout", "--quiet", "--detach");
    commit(its, "detached.md");
    its.git("checkout", "--quiet", "main");
    const { work, tips } = await kept(its);
    expect(its.show(work, "amended.md")).toBe("two\n");
    expect(tips.map(({ holds }) => holds).toSorted()).toEqual([
      ["amended.md"],
      ["detached.md", "amended.md"],
      ["reset.md"],
    ]);
  });

  it("stashes, each with its index and its untracked files (A2)", async () => {
    const its = await session();
    its.put("README.md", "# Desk\nn\n");
    its.put("new.md", "u\n");
    its.git("stash", "--quiet", "-u");
    its.put("README.md", "# Desk\nstaged\n");
    its.git("add", "README.md");
    its.put("README.md", "# Desk\nand not staged\n");
    its.git("stash", "--quiet");
    const { work, tips } = await kept(its);
    expect(work).toBeUndefined();
    expect(tips).toMatchObject([
      { from: "a stash", commits: 1, files: 1, ref: `${KEPT}/1-stash` },
      { from: "a stash", commits: 1, files: 2, ref: `${KEPT}/2-stash` },
    ]);
    expect(its.inHub("show", `${tips[0]?.ref}^2:README.md`)).toBe("# Desk\nstaged\n");
    expect(its.inHub("show", `${tips[1]?.ref}^3:new.md`)).toBe("u\n");
  });

  it("refs that git has packed (A1)", async () => {
    const its = await session();
    its.git("checkout", "--quiet", "-b", "fix/x");
    commit(its, "n.md");
    its.git("checkout", "--quiet", "main");
    its.git("gc", "--quiet");
    expect((await kept(its)).tips).toMatchObject([{ from: "branch fix/x", holds: ["n.md"] }]);
  });

  it("commits in packs of any name, as git's own maintenance makes them", async () => {
    const its = await session();
    its.git("checkout", "--quiet", "-b", "fix/x");
    commit(its, "n.md");
    its.git("checkout", "--quiet", "main");
    for (const _ of [1, 2]) its.git("maintenance", "run", "--task=loose-objects", "--quiet");
    const { tips, unkept } = await kept(its);
    expect(unkept).toEqual([]);
    expect(tips).toMatchObject([{ from: "branch fix/x", holds: ["n.md"] }]);
  });

  it("history that has nothing in common with the branch", async () => {
    const its = await session();
    its.git("checkout", "--quiet", "--orphan", "pages");
    commit(its, "index.html");
    its.git("checkout", "--quiet", "main");
    expect((await kept(its)).tips).toMatchObject([{ from: "branch pages", commits: 1 }]);
  });

  it("no more than twenty refs are made: what is more hangs on the last", async () => {
    const its = await session();
    for (let n = 1; n <= 25; n++) {
      its.git("checkout", "--quiet", "-b", `try/${n}`, its.base);
      commit(its, `${n}.md`);
    }
    its.git("checkout", "--quiet", "main");
    const { tips } = await kept(its);
    expect(tips).toHaveLength(20);
    expect(tips.at(-1)).toMatchObject({ commits: 6, files: 6, ref: `${KEPT}/20-and-6-more` });
    const all = its.inHub("log", "--format=%s", `--glob=${KEPT}/*`, `^${its.base}`);
    for (let n = 1; n <= 25; n++) expect(all).toContain(`Add ${n}.md\n`);
  });

  it("once: collected again, everything has the ref it had", async () => {
    const its = await session();
    its.git("checkout", "--quiet", "-b", "fix/x");
    commit(its, "n.md");
    its.git("checkout", "--quiet", "main");
    commit(its, "m.md");
    const first = await its.collected();
    expect(await its.collected()).toEqual(first);
    expect(its.inHub("for-each-ref", "--format=%(refname)", "refs/midwatch/kept").trim()).toBe(`${KEPT}/1-fix-x`);
  });
});

describe("what is in the work already is not kept", () => {
  it.each([
    ["amended by its message alone", (its: Its) => its.git("commit", "--quiet", "--amend", "-m", "In other words")],
    [
      "amended by one more file",
      (its: Its) => {
        its.put("more.md", "more\n");
        its.git("add", "more.md");
        its.git("commit", "--quiet", "--amend", "--no-edit");
      },
    ],
    [
      "picked from a branch",
      (its: Its) => {
        its.git("branch", "side");
        its.git("reset", "--quiet", "--hard", its.base);
        commit(its, "other.md");
        its.git("cherry-pick", "side");
      },
    ],
    [
      "squashed into one",
      (its: Its) => {
        commit(its, "second.md");
        its.git("branch", "side");
        its.git("reset", "--quiet", "--hard", its.base);
        its.git("merge", "--quiet", "--squash", "side");
        its.git("commit", "--quiet", "-m", "Both");
      },
    ],
    [
      "merged",
      (its: Its) => {
        its.git("branch", "side");
        its.git("reset", "--quiet", "--hard", its.base);
        commit(its, "other.md");
        its.git("merge", "--quiet", "--no-edit", "side");
      },
    ],
    [
      "stashed and applied",
      (its: Its) => {
        its.put("README.md", "# Desk\nx\n");
        its.git("stash", "--quiet");
        its.git("stash", "apply", "--quiet");
      },
    ],
  ] as const)("%s", async (_, deed) => {
    const its = await session();
    commit(its, "n.md", "n\n");
    deed(its);
    const { work, tips } = await kept(its);
    expect(its.tree(work)).toContain("n.md");
    expect(tips).toEqual([]);
  });
});

describe("other work trees of the clone", () => {
  it("within it: their commits and files are a branch's, and their folder is in nothing (A3)", async () => {
    const its = await session();
    its.git("worktree", "add", "--quiet", "-b", "feat", ".worktrees/feat");
    const tree = join(its.clone, ".worktrees/feat");
    put(tree, "n.md", "n\n");
    git(tree, "add", "--all");
    git(tree, "commit", "--quiet", "-m", "x");
    put(tree, "loose.md", "not committed\n");
    its.put("m.md", "m\n");
    const { work, tips } = await kept(its);
    expect(its.tree(work)).toEqual(["README.md", "m.md"]);
    expect(tips).toMatchObject([
      { from: "work tree .worktrees/feat", commits: 2, ref: `${KEPT}/1-feat`, holds: ["loose.md", "n.md"] },
    ]);
  });

  it("also where the agent has added it to the index, or git has forgotten it (A3)", async () => {
    for (const deed of [
      (its: Its) => its.git("-c", "advice.addEmbeddedRepo=false", "add", "--all"),
      (its: Its) => rmSync(join(its.clone, ".git/worktrees"), { recursive: true }),
      (its: Its) => {
        its.git("-c", "advice.addEmbeddedRepo=false", "add", "--all");
        its.git("commit", "--quiet", "-m", "All");
      },
    ]) {
      const its = await session();
      its.git("worktree", "add", "--quiet", "-b", "feat", ".worktrees/feat");
      put(join(its.clone, ".worktrees/feat"), "loose.md", "not committed\n");
      deed(its);
      const { work, tips } = await kept(its);
      expect(its.tree(work ?? its.base)).toEqual(["README.md"]);
      expect(tips).toMatchObject([{ from: "work tree .worktrees/feat", holds: ["loose.md"] }]);
    }
  });

  it("elsewhere: their commits are kept, and where they stand is told (A3)", async () => {
    const its = await session();
    its.git("worktree", "add", "--quiet", "--detach", "../../wt");
    const tree = join(its.root, "wt");
    put(tree, "n.md", "n\n");
    git(tree, "add", "--all");
    git(tree, "commit", "--quiet", "-m", "x");
    put(tree, "loose.md", "not committed\n");
    const { work, unkept, tips } = await kept(its);
    expect(work).toBeUndefined();
    expect(tips).toMatchObject([{ from: `work tree ${tree}`, commits: 1, holds: ["n.md"] }]);
    expect(unkept).toEqual([expect.stringContaining(`work tree ${tree} does not stand in the session's own folders`)]);
  });

  it("a work tree is kept whatever bytes its folder and its branch are called by (A3)", async () => {
    const its = await session();
    const tree = join(its.folder, "home/wörk à");
    mkdirSync(join(its.folder, "home"), { recursive: true });
    its.git("worktree", "add", "--quiet", "-b", "wà", tree);
    its.git("worktree", "add", "--quiet", "-b", "fix/ü", ".wt/né");
    for (const folder of [tree, join(its.clone, ".wt/né")]) writeFileSync(join(folder, "loose.md"), `${folder}\n`);
    const { tips, unkept } = await kept(its);
    expect(unkept).toEqual([]);
    expect(tips).toMatchObject([
      { from: "work tree .wt/né", holds: ["loose.md"] },
      { from: `work tree ${tree}`, holds: ["loose.md"] },
    ]);
  });

  it("a sparse one: what it leaves out is not deleted", async () => {
    const its = await session({ "README.md": "# Desk\n", "docs/a.md": "a\n" });
    its.git("worktree", "add", "--quiet", "-b", "feat", ".wt");
    git(join(its.clone, ".wt"), "sparse-checkout", "set", "none");
    its.put(".wt/loose.md", "x\n");
    expect((await kept(its)).tips).toMatchObject([{ from: "work tree .wt", holds: ["loose.md"] }]);
  });

  it.each(["home/tmp/wt", "wt"])(
    "a work tree in the session's folder, at %s, is kept with its files (A3)",
    async (place) => {
      const its = await session();
      const tree = join(its.folder, place);
      mkdirSync(join(its.folder, "home/tmp"), { recursive: true });
      its.git("worktree", "add", "--quiet", "-b", "feat", tree);
      writeFileSync(join(tree, "loose.md"), "x\n");
      expect((await kept(its)).tips).toMatchObject([{ from: `work tree ${tree}`, holds: ["loose.md"] }]);
    },
  );
});

describe("what was fetched from the remote", () => {
  it("is not the session's, and what it pushed there itself is no more to be kept", async () => {
    const its = await session();
    its.git("checkout", "--quiet", "-b", "fix/x");
    commit(its, "n.md");
    its.git("remote", "add", "origin", join(its.root, "seed"));
    its.git("push", "--quiet", "origin", "fix/x");
    its.git("checkout", "--quiet", "-b", "fix/y");
    commit(its, "m.md");
    its.git("checkout", "--quiet", "main");
    const { tips } = await kept(its);
    expect(tips).toMatchObject([{ from: "branch fix/y", commits: 1, files: 1 }]);
  });
});
