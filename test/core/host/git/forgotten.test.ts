import { describe, expect, it } from "vitest";
import { session } from "./session.ts";

/** What was kept after an agent did that, and the files that each ref of the hub changes. */
async function kept(script: string) {
  const its = await session();
  its.does(script);
  const { work, unkept, kept: tips } = await its.collected();
  its.inHub("gc", "--quiet", "--prune=now");
  const holds = (ref: string) => its.inHub("diff", "--name-only", its.base, ref).trim().split("\n");
  return {
    files: its.tree(work ?? its.base),
    unkept,
    tips: tips.map(({ ref, from, commits }) => ({ from, commits, holds: holds(ref) })),
  };
}

describe("commits that nothing names any more are kept while they are there (S1)", () => {
  it("a stash that was dropped", async () => {
    const { tips } = await kept("echo more >> README.md; git stash -q; git stash drop -q");
    expect(tips).toEqual([{ from: "a stash that was dropped", commits: 1, holds: ["README.md"] }]);
  });

  it("those of a work tree that was removed, with its branch, in one", async () => {
    const { tips, files } = await kept(`git worktree add -q -b feat ../home/feat; cd ../home/feat
      for n in 1 2; do echo $n > $n.md; git add -A; git commit -qm $n; done
      cd ../../clone; git worktree remove ../home/feat; git branch -q -D feat; echo n > n.md`);
    expect(files).toEqual(["README.md", "n.md"]);
    expect(tips).toEqual([{ from: "what nothing names any more", commits: 2, holds: ["1.md", "2.md"] }]);
  });

  it("also where they were packed", async () => {
    const { tips } = await kept("echo more >> README.md; git stash -q; git stash drop -q; git repack -q -a -d -k");
    expect(tips).toMatchObject([{ from: "a stash that was dropped" }]);
  });
});

describe("nothing more is kept", () => {
  it.each([
    ["of a stash that was taken back", "echo more >> README.md; git stash -q; git stash pop -q"],
    [
      "of commits that a branch or a log names",
      "for n in 1 2 3; do echo $n > n.md; git add -A; git commit -qm $n; done",
    ],
    ["of what was only staged", "echo n > n.md; git add n.md"],
    [
      "of what was rebased, and is there",
      `git checkout -qb side; echo s > s.md; git add -A; git commit -qm s; git checkout -q main
      echo m > m.md; git add -A; git commit -qm m; git rebase -q main side; git checkout -q main; git merge -q side
      git branch -q -d side; rm -r .git/logs .git/ORIG_HEAD`,
    ],
  ])("%s", async (_, script) => {
    const { tips, unkept } = await kept(script);
    expect([tips, unkept]).toEqual([[], []]);
  });
});
