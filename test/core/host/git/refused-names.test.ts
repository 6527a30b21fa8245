import { describe, expect, it } from "vitest";
import { session } from "./session.ts";

/** What becomes of what an agent wrote in the clone of a workspace. */
async function left(script: string, files?: Readonly<Record<string, string>>) {
  const its = await session(files);
  await its.hub.work.handOver(its.folder);
  its.does(script);
  const { work, unkept } = await its.collected();
  return { files: its.tree(work ?? its.base), unkept, stays: (await its.hub.work.leftIn(its.folder)).length > 0 };
}

const refused = (...names: readonly string[]) => names.map((name) => `${name} is left out: git refuses the name`);

describe("what git passes over without a word is named, and the clone stays for it (S1)", () => {
  it("a link that it takes for a setting", async () => {
    const found = await left("ln -s README.md .gitmodules; echo n > n.md");
    expect(found).toEqual({ files: ["README.md", "n.md"], unkept: refused(".gitmodules"), stays: true });
  });

  it("such a link in the place of a file", async () => {
    const found = await left("ln -sf README.md .gitmodules", { ".gitmodules": "\n", "README.md": "# Desk\n" });
    expect(found).toEqual({ files: [".gitmodules", "README.md"], unkept: refused(".gitmodules"), stays: true });
  });

  it("a file called .git", async () => {
    const found = await left("mkdir d; echo s > d/.git; echo z > d/z");
    expect(found).toEqual({ files: ["README.md", "d/z"], unkept: refused("d/.git"), stays: true });
  });

  it("a folder called .git that is no repository", async () => {
    const found = await left("mkdir -p f/.git/deep; echo s > f/.git/deep/mynotes; echo z > f/z");
    expect(found).toEqual({ files: ["README.md", "f/z"], unkept: refused("f/.git"), stays: true });
  });

  it("a link called .git", async () => {
    const found = await left("mkdir l; ln -s ../README.md l/.git; echo z > l/z");
    expect(found).toEqual({ files: ["README.md", "l/z"], unkept: refused("l/.git"), stays: true });
  });
});

describe("a commit with a name that git refuses to fetch", () => {
  it("is said to be refused, and why; its files are collected without that one", async () => {
    const odd = ".g\u200cit";
    const { files, unkept, stays } = await left(`echo n > n.md; echo s > '${odd}'; git add -A; git commit -qm x`);
    expect([files, stays]).toEqual([["README.md", "n.md"], true]);
    expect(unkept).toEqual([
      expect.stringMatching(/^[0-9a-f]{7} of branch main is refused by git: hasDotgit: contains '\.git'$/),
      ...refused(odd),
    ]);
  });
});

describe("nothing is said", () => {
  it("nothing is said of repositories, work trees, and what was there before", async () => {
    const its = await session();
    its.does("mkdir d; echo s > d/.git");
    await its.hub.work.handOver(its.folder);
    its.does("git init -q sub; touch sub/x; git worktree add -q -b feat .trees/feat; mkdir -p empty/.git");
    expect((await its.collected()).unkept).toEqual([]);
  });
});

describe("what cannot be looked into is named in short, and the rest is collected", () => {
  const long = "d".repeat(200);

  it("a path that is longer than the system takes", async () => {
    const deep = `for n in $(seq 25); do mkdir ${long}; cd ${long}; done; echo lost > x`;
    const { files, unkept, stays } = await left(`echo n > n.md; (${deep})`);
    expect([files, stays]).toEqual([["README.md", "n.md"], true]);
    expect(unkept).toEqual([`${"d".repeat(80)}… could not be read: its path is longer than the system takes`]);
  });

  it("the same in another work tree", async () => {
    const deep = `for n in $(seq 25); do mkdir ${long}; cd ${long}; done; echo lost > x`;
    const { unkept } = await left(
      `git worktree add -q -b feat ../home/feat; cd ../home/feat; echo n > n.md; (${deep})`,
    );
    expect(unkept).toEqual([`${"d".repeat(80)}… could not be read: its path is longer than the system takes`]);
  });
});
