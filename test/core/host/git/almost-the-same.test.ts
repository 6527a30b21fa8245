import { describe, expect, it } from "vitest";
import { session } from "./session.ts";

const ADD = "git add --all; git commit --quiet --message";

describe("a branch that is almost what was published is kept (S1)", () => {
  it.each([
    [
      "but for how its lines are indented",
      `git checkout -qb side; printf 'if x:\\n    a()\\n    b()\\n' > f.py; ${ADD} v;
      git checkout -q main; printf 'if x:\\n    a()\\nb()\\n' > f.py; ${ADD} v`,
    ],
    [
      "but for how its lines end",
      `git checkout -qb side; printf 'a\\r\\nb\\r\\n' > f.txt; ${ADD} v; git checkout -q main; printf 'a\\nb\\n' > f.txt; ${ADD} v`,
    ],
    [
      "but for the end of its last line",
      `git checkout -qb side; printf a > f.txt; ${ADD} v; git checkout -q main; printf 'a\\n' > f.txt; ${ADD} v`,
    ],
    [
      "but for what may be run",
      `git checkout -qb side; echo a > f.sh; chmod +x f.sh; ${ADD} v; git checkout -q main; echo a > f.sh; ${ADD} v`,
    ],
    [
      "but for bytes that are no text",
      `git checkout -qb side; printf 'a\\0b' > f.bin; ${ADD} v; git checkout -q main; printf 'a\\0c' > f.bin; ${ADD} v`,
    ],
    [
      "of two commits, squashed with another indentation",
      `git checkout -qb side; printf 'if x:\\n  a()\\n' > f.py; ${ADD} 1; printf '  b()\\n' >> f.py; ${ADD} 2;
      git checkout -q main; printf 'if x:\\n    a()\\n    b()\\n' > f.py; ${ADD} all`,
    ],
    [
      "of two commits, without the file that the second removed again",
      `git checkout -qb side; echo U > notes.md; ${ADD} 1; git rm -q notes.md; echo b > b.md; ${ADD} 2;
      git checkout -q main; echo b > b.md; ${ADD} b`,
    ],
    [
      "of two commits, without what the second wrote over",
      `git checkout -qb side; echo first > b.md; ${ADD} 1; echo b > b.md; ${ADD} 2;
      git checkout -q main; echo b > b.md; ${ADD} b`,
    ],
  ])("%s", async (_, script) => {
    const its = await session();
    its.does(script);
    expect((await its.collected()).kept).toMatchObject([{ from: "branch side" }]);
  });
});

describe("a branch whose changes are published byte for byte is not", () => {
  it.each([
    [
      "picked onto other lines of the same file",
      `seq 20 > f; ${ADD} f; git checkout -qb side; echo 21 >> f; ${ADD} v;
      git checkout -q main; sed -i 1s/1/one/ f; ${ADD} one; git cherry-pick side`,
    ],
    [
      "squashed onto other lines of the same file",
      `seq 20 > f; ${ADD} f; git checkout -qb side; echo 21 >> f; ${ADD} v; echo g > g; ${ADD} g;
      git checkout -q main; sed -i 1s/1/one/ f; ${ADD} one; git merge -q --squash side; git commit -qm both`,
    ],
    [
      "with bytes that are no text, beside others",
      `git checkout -qb side; printf 'a\\0b' > f.bin; ${ADD} v;
      git checkout -q main; echo o > o; ${ADD} o; git cherry-pick side; rm o f.bin; ${ADD} gone`,
    ],
  ])("%s", async (_, script) => {
    const its = await session();
    its.does(script);
    expect((await its.collected()).kept).toEqual([]);
  });
});

describe("a branch that was rewritten", () => {
  it.each([
    ["holds a commit whose changes it has byte for byte", "", true],
    ["does not where they are indented otherwise", "sed -i 's/  //' f.py;", false],
  ])("%s", async (_, change, isHeld) => {
    const its = await session();
    its.does(`printf 'if x:\\n  a()\\n' > f.py; ${ADD} v; echo more >> f.py; ${ADD} more`);
    const commit = its.git("rev-parse", "HEAD~1").trim();
    its.does(
      `git checkout -qb rewritten HEAD~2; git cherry-pick -n main~1; ${change} ${ADD} v; echo x > f.py; ${ADD} x`,
    );
    await its.collected();
    const rewritten = its.git("rev-parse", "HEAD").trim();
    expect(await its.hub.history.holds(rewritten, { commit, base: its.base })).toBe(isHeld);
  });
});
