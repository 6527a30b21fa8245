import { chmodSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { git, put, session } from "./session.ts";

type Its = Awaited<ReturnType<typeof session>>;

/** What was kept, and the files that each ref of the hub changes. */
async function kept(its: Its) {
  const { kept: tips, work, unkept } = await its.collected();
  its.inHub("gc", "--quiet", "--prune=now");
  return { work, unkept, tips: tips.map(({ ref, from }) => ({ ref, from, holds: holds(its, ref) })) };
}

const holds = (its: Its, ref: string) => its.inHub("diff", "--name-only", its.base, ref).trim().split("\n");

describe("content that is only in an index is kept (S1)", () => {
  it("staged content is kept when its file is gone", async () => {
    const its = await session();
    its.put("a.txt", "staged\n");
    its.git("add", "a.txt");
    rmSync(join(its.clone, "a.txt"));
    const { work, tips } = await kept(its);
    expect(work).toBeUndefined();
    expect(tips).toMatchObject([{ from: "what was staged", holds: ["a.txt"] }]);
    expect(its.show(tips[0]?.ref, "a.txt")).toBe("staged\n");
  });

  it("staged content is kept when its file is gone, and the index is split", async () => {
    const its = await session({ "README.md": "# Desk\n", "b.txt": "b\n" });
    for (const name of ["a.txt", "b.txt", "c.txt"]) its.put(name, "staged\n");
    its.git("add", "--all");
    its.git("update-index", "--split-index");
    its.put("b.txt", "staged again\n");
    its.git("add", "b.txt");
    its.git("rm", "--quiet", "--cached", "c.txt");
    for (const name of ["a.txt", "b.txt", "c.txt"]) rmSync(join(its.clone, name));
    const { tips } = await kept(its);
    expect(tips).toMatchObject([{ from: "what was staged", holds: ["a.txt", "b.txt"] }]);
    expect(its.show(tips[0]?.ref, "b.txt")).toBe("staged again\n");
  });

  it("beside a file that was changed since, byte for byte and with its mode", async () => {
    const its = await session();
    its.put("run.sh", "#!/bin/sh\n\u0000\u0001");
    chmodSync(join(its.clone, "run.sh"), 0o755);
    its.git("add", "run.sh");
    its.put("run.sh", "changed\n");
    const { work, tips } = await kept(its);
    expect(its.show(work, "run.sh")).toBe("changed\n");
    expect(tips).toMatchObject([{ from: "what was staged", holds: ["run.sh"] }]);
    expect(its.show(tips[0]?.ref, "run.sh")).toBe("#!/bin/sh\n\u0000\u0001");
    expect(its.inHub("ls-tree", tips[0]?.ref ?? "", "run.sh")).toMatch(/^100755 /);
  });

  it("staged content of another work tree is kept", async () => {
    const its = await session();
    its.git("worktree", "add", "--quiet", "-b", "feat", ".worktrees/feat");
    const folder = join(its.clone, ".worktrees/feat");
    put(folder, "f.txt", "staged\n");
    git(folder, "add", "f.txt");
    rmSync(join(folder, "f.txt"));
    const { tips } = await kept(its);
    expect(tips).toMatchObject([{ from: "what was staged in work tree .worktrees/feat", holds: ["f.txt"] }]);
  });

  it("staged content of a work tree out of reach is kept: its index is in the clone", async () => {
    const its = await session();
    its.git("worktree", "add", "--quiet", "-b", "feat", "../../beyond");
    put(join(its.root, "beyond"), "f.txt", "staged\n");
    git(join(its.root, "beyond"), "add", "f.txt");
    const { tips } = await kept(its);
    expect(tips).toMatchObject([{ from: `what was staged in work tree ${its.root}/beyond`, holds: ["f.txt"] }]);
  });

  it("staged content in the place of a folder, and of a file, is kept", async () => {
    const its = await session({ "a/b.txt": "b\n", c: "c\n" });
    its.git("rm", "--quiet", "-r", "a", "c");
    its.put("a", "a file now\n");
    its.put("c/d.txt", "a folder now\n");
    its.git("add", "--all");
    its.git("checkout", "--quiet", "--force", "HEAD", "--", ".");
    its.put("e", "1\n");
    const { tips } = await kept(its);
    expect(tips).toEqual([]);
  });

  it("staged content is kept when everything has been packed", async () => {
    const its = await session();
    its.put("a.txt", "staged\n");
    its.git("add", "a.txt");
    its.git("repack", "--quiet", "-a", "-d");
    its.put("a.txt", "changed\n");
    expect((await kept(its)).tips).toMatchObject([{ from: "what was staged", holds: ["a.txt"] }]);
  });

  it("staged content is nothing of its own when the files, or a commit, say the same", async () => {
    const its = await session();
    its.put("a.txt", "same\n");
    its.put("b.txt", "committed\n");
    its.git("add", "--all");
    its.git("add", "--intent-to-add", "--all");
    its.git("commit", "--quiet", "-m", "Add b", "b.txt");
    expect((await kept(its)).tips).toEqual([]);
  });

  it("a file that was only told of, to be added later, is no staged content", async () => {
    const its = await session();
    its.put("i.md", "to come\n");
    its.put("staged.md", "staged\n");
    its.git("add", "staged.md");
    its.git("add", "--intent-to-add", "i.md");
    its.put("staged.md", "changed\n");
    const { work, tips } = await kept(its);
    expect(its.tree(work)).toEqual(["README.md", "i.md", "staged.md"]);
    expect(tips).toMatchObject([{ from: "what was staged", holds: ["staged.md"] }]);
  });

  it("a file that was only told of brings nothing where that is all, or the file is gone", async () => {
    const its = await session();
    its.put("i.md", "to come\n");
    its.put("j.md", "to go\n");
    its.git("add", "--intent-to-add", "i.md", "j.md");
    rmSync(join(its.clone, "j.md"));
    expect((await kept(its)).tips).toEqual([]);
  });

  it("staged content is kept under another name where git refuses its own", async () => {
    const its = await session();
    its.put("a.txt", "staged\n");
    its.git("add", "a.txt");
    rmSync(join(its.clone, "a.txt"));
    const index = join(its.clone, ".git/index");
    writeFileSync(index, readFileSync(index, "latin1").replace("a.txt", ".git/"), "latin1");
    const { tips } = await kept(its);
    expect(tips).toMatchObject([{ from: "what was staged", holds: [expect.stringMatching(/^name-refused-by-git\//)] }]);
    expect(its.show(tips[0]?.ref, tips[0]?.holds[0] ?? "")).toBe("staged\n");
  });
});

describe("what a tag names that is no commit is kept (S1)", () => {
  it("a file", async () => {
    const its = await session();
    its.put("../key", "a key\n");
    const blob = its.git("hash-object", "-w", "../key").trim();
    its.git("tag", "key", blob);
    its.git("tag", "-a", "-m", "Signed", "signed-key", blob);
    const { tips, unkept } = await kept(its);
    expect(unkept).toEqual([]);
    expect(tips.map(({ from }) => from)).toEqual(["what tag signed-key says", "tag key"]);
    expect(tips[1]?.holds).toEqual([`tagged-${blob.slice(0, 7)}`]);
    expect(its.show(tips[1]?.ref, tips[1]?.holds[0] ?? "")).toBe("a key\n");
  });

  it("a folder", async () => {
    const its = await session();
    its.put("a/b.txt", "b\n");
    its.git("add", "--all");
    const tree = its.git("write-tree").trim();
    its.git("tag", "folder", tree);
    its.git("rm", "--quiet", "-r", "--cached", "-f", "a");
    rmSync(join(its.clone, "a"), { recursive: true });
    const { tips, unkept } = await kept(its);
    expect(unkept).toEqual([]);
    expect(tips).toMatchObject([{ from: "tag folder" }]);
    expect(tips[0]?.holds).toEqual([`tagged-${tree.slice(0, 7)}/README.md`, `tagged-${tree.slice(0, 7)}/a/b.txt`]);
    expect(its.show(tips[0]?.ref, tips[0]?.holds[1] ?? "")).toBe("b\n");
  });

  it("a tag on what the base has is nothing of its own", async () => {
    const its = await session();
    its.git("tag", "readme", "HEAD:README.md");
    its.git("tag", "files", "HEAD^{tree}");
    expect(await kept(its)).toMatchObject({ tips: [], unkept: [] });
  });
});

describe("what an annotated tag says is kept", () => {
  it("although its commit is published", async () => {
    const its = await session();
    its.does(
      "echo n > n.md; git add -A; git commit -qm x; git tag -a v1.0 -m 'long release notes'; git tag -a -m outer v1 v1.0",
    );
    const { work, tips } = await kept(its);
    expect(its.tree(work)).toEqual(["README.md", "n.md"]);
    expect(tips.map(({ from }) => from)).toEqual(["what 2 tags say"]);
    const [outer, inner] = ["v1", "v1.0"].map((tag) => its.git("rev-parse", tag).trim());
    const names = [`v1-${outer?.slice(0, 7)}`, `v1.0-${inner?.slice(0, 7)}`].map((name) => `what-tags-say/${name}`);
    expect(tips[0]?.holds.toSorted()).toEqual(names.toSorted());
    expect(its.show(tips[0]?.ref, names[1] ?? "")).toBe(its.git("cat-file", "tag", "v1.0"));
  });

  it("a tag's words are kept, any words, beside the commit that nothing else names", async () => {
    const its = await session();
    its.does(`git checkout -qb side; echo n > n.md; git add -A; git commit -qm x; git tag -a 'fix/ü' -m 'Größe'
      git checkout -q main; git branch -q -D side; rm -r .git/logs`);
    const { tips } = await kept(its);
    expect(tips).toMatchObject([{ from: "what tag fix/ü says" }, { from: "tag fix/ü", holds: ["n.md"] }]);
    expect(its.show(tips[0]?.ref, tips[0]?.holds[0] ?? "")).toBe(its.git("cat-file", "tag", "fix/ü"));
  });

  it("a tag that another one names is kept with it", async () => {
    const its = await session();
    its.does("git tag -a inner -m within; git tag -a outer -m around inner; git tag -d inner");
    const { tips } = await kept(its);
    expect(tips).toMatchObject([{ from: "what tag outer says" }]);
    const texts = tips[0]?.holds.map((path) => its.show(tips[0]?.ref, path)).join("");
    expect(texts).toMatch(/within/);
    expect(texts).toMatch(/around/);
  });

  it("a tag's words in a repository of the session's own are kept as well", async () => {
    const its = await session();
    its.does(
      "git init -q sub; cd sub; git config user.name x; git config user.email x@x; echo n > n.md; git add -A; git commit -qm x; git tag -a v1 -m notes",
    );
    const { tips } = await kept(its);
    expect(tips.map(({ from }) => from)).toContain("repository sub (what tag v1 says)");
  });

  it("a tag that the remote has is not kept again", async () => {
    const its = await session();
    its.does("git tag -a v1.0 -m notes; git tag v2");
    git(join(its.root, "seed"), "fetch", "--quiet", its.clone, "refs/tags/*:refs/tags/*");
    expect((await kept(its)).tips).toEqual([]);
  });
});

describe("mails that git am was to apply when it was left (S1)", () => {
  it("are kept, although nothing else has them", async () => {
    const its = await session({ "a.txt": "base\n" });
    its.git("checkout", "--quiet", "-b", "side");
    for (const text of ["one", "two", "three"]) {
      its.put("a.txt", `${text}\n`);
      its.git("commit", "--quiet", "-a", "-m", text);
    }
    its.git("format-patch", "--quiet", "-3", "-o", "../mail");
    its.git("checkout", "--quiet", "main");
    its.git("branch", "--quiet", "-D", "side");
    rmSync(join(its.clone, ".git/logs"), { recursive: true });
    its.put("a.txt", "ours\n");
    its.git("commit", "--quiet", "-a", "-m", "ours");
    const mails = ["one", "two", "three"].map((text, n) => join(its.folder, "mail", `000${n + 1}-${text}.patch`));
    expect(() => its.git("am", "--quiet", ...mails)).toThrow();
    rmSync(join(its.folder, "mail"), { recursive: true });
    const { tips } = await kept(its);
    const held = tips.find(({ from }) => from === "what git am was to apply");
    expect(held?.holds).toEqual(["patches-not-applied/0001", "patches-not-applied/0002", "patches-not-applied/0003"]);
    expect(its.show(held?.ref, "patches-not-applied/0003")).toContain("+three");
  });
});
