import { createHash } from "node:crypto";
import { renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { importLfsObjects } from "../../../../src/core/host/git/lfs-objects.ts";
import { patience } from "../../../limits.ts";
import { git, MESSAGE, put, session } from "./session.ts";

const ATTRIBUTES = "*.bin filter=lfs diff=lfs merge=lfs -text\n";
const OLD = "old content\n";

const pointer = (content: string) =>
  `version https://git-lfs.github.com/spec/v1\noid sha256:${createHash("sha256").update(content).digest("hex")}\nsize ${content.length}\n`;

const repository = () => session({ ".gitattributes": ATTRIBUTES, "old.bin": pointer(OLD), "README.md": "# Desk\n" });

const refusal = (names: string) => ({
  cause: "lfs",
  reason: expect.stringMatching(
    `^${names} (is|are) kept in LFS by .gitattributes, and midwatch does not write LFS objects`,
  ),
});

describe("in a repository that keeps files in LFS (A7)", () => {
  it.each([
    ["that was not committed", []],
    ["that was committed without git-lfs", ["add", "commit"]],
  ])("a new file %s is kept as it is, and not published", async (_, commands) => {
    const its = await repository();
    its.put("new.bin", "new content\n");
    if (commands.length > 0) {
      its.git("add", "new.bin");
      its.git("commit", "--quiet", "-m", "New");
    }
    const collected = await its.collected();
    expect(collected.refusal).toEqual(refusal("new.bin"));
    expect(its.show(collected.work, "new.bin")).toBe("new content\n");
  });

  it("a pointer whose object only the clone has is not published either, and the content is kept", async () => {
    const its = await repository();
    its.put("new.bin", pointer("new content\n"));
    its.git("add", "new.bin");
    its.git("commit", "--quiet", "-m", "As git-lfs would");
    its.put("new.bin", "new content\n");
    const collected = await its.collected();
    expect(collected.refusal).toEqual(refusal("new.bin"));
    expect(its.show(collected.work, "new.bin")).toBe("new content\n");
  });

  it("a file whose content has changed is not published", async () => {
    const its = await repository();
    its.put("old.bin", "changed\n");
    expect((await its.collected()).refusal).toEqual(refusal("old.bin"));
  });

  it("content that git-lfs has put in the place of its pointer is no change", async () => {
    const its = await repository();
    its.put("old.bin", OLD);
    expect(await its.collected()).toEqual({ kept: [], unkept: [] });
    its.put("README.md", "# Changed\n");
    const { work, refusal: none } = await its.collected();
    expect(none).toBeUndefined();
    expect(its.show(work, "old.bin")).toBe(pointer(OLD));
  });

  it("such a file may be moved, copied and deleted", async () => {
    const its = await repository();
    its.put("copy.bin", OLD);
    its.put("old.bin", OLD);
    renameSync(join(its.clone, "old.bin"), join(its.clone, "moved.bin"));
    const { work, refusal: none } = await its.collected();
    expect(none).toBeUndefined();
    expect(its.show(work, "moved.bin")).toBe(pointer(OLD));
    expect(its.tree(work)).toEqual([".gitattributes", "README.md", "copy.bin", "moved.bin"]);
    rmSync(join(its.clone, "moved.bin"));
    expect((await its.collected()).refusal).toBeUndefined();
  });

  it("attributes in a folder, and those that the session writes itself, count as well", async () => {
    const its = await session();
    its.put("assets/.gitattributes", "*.png filter=lfs\n");
    its.put("assets/new.png", "png\n");
    its.put("new.png", "png\n");
    expect((await its.collected()).refusal).toEqual(refusal("assets/new.png"));
  });
});

describe("what git-lfs has put away in a clone (A7)", () => {
  /** As git-lfs would: the content beside the repository, the pointer in a commit. */
  function commit(its: Awaited<ReturnType<typeof repository>>, content: string): string {
    const oid = createHash("sha256").update(content).digest("hex");
    its.put(`.git/lfs/objects/${oid.slice(0, 2)}/${oid.slice(2, 4)}/${oid}`, content);
    its.put("new.bin", pointer(content));
    its.git("add", "--all");
    its.git("commit", "--quiet", "-m", `Add ${content}`);
    return oid;
  }

  const held = (its: Awaited<ReturnType<typeof repository>>, ref = "") =>
    its.inHub("ls-tree", "--name-only", `${ref}:lfs-objects`).trim().split("\n");

  it("an LFS object for a commit on another branch is kept", async () => {
    const its = await repository();
    its.git("checkout", "--quiet", "-b", "side");
    const oid = commit(its, "precious\n");
    its.git("checkout", "--quiet", "main");
    const { kept } = await its.collected();
    expect(kept).toMatchObject([{ from: "LFS objects", commits: 1, files: 1 }, { from: "branch side" }]);
    expect(its.show(kept[0]?.ref, `lfs-objects/${oid}`)).toBe("precious\n");
  });

  it("an LFS object for a file that was removed again is kept", async () => {
    const its = await repository();
    const oids = [commit(its, "first\n"), commit(its, "second\n")];
    its.git("rm", "--quiet", "new.bin");
    its.git("commit", "--quiet", "-m", "Remove it");
    const { kept } = await its.collected();
    expect(held(its, kept[0]?.ref)).toEqual(oids.toSorted());
  });

  it("an LFS object in another repository of the session's is kept", async () => {
    const its = await repository();
    its.git("init", "--quiet", "proj");
    const oid = createHash("sha256").update("mine\n").digest("hex");
    its.put(`proj/.git/lfs/objects/${oid.slice(0, 2)}/${oid.slice(2, 4)}/${oid}`, "mine\n");
    const { kept } = await its.collected();
    expect(kept).toMatchObject([{ from: "repository proj (LFS objects)", commits: 1, files: 1 }]);
    expect(held(its, kept[0]?.ref)).toEqual([oid]);
  });

  it("is not kept where it came from the server, now or for an earlier commit, or where the work has it", async () => {
    const its = await repository();
    const seed = join(its.root, "seed");
    its.put("../../seed/old.bin", pointer("newer\n"));
    git(seed, "commit", "--quiet", "--all", "-m", "Newer");
    const { commit: base = "" } = await its.hub.fetch(patience());
    const folder = join(its.root, "later");
    await its.hub.clone(join(folder, "clone"), base, "ada");
    for (const content of [OLD, "newer\n", "mine\n"]) {
      const oid = createHash("sha256").update(content).digest("hex");
      put(join(folder, "clone"), `.git/lfs/objects/${oid.slice(0, 2)}/${oid.slice(2, 4)}/${oid}`, content);
    }
    put(join(folder, "clone"), "new.bin", "mine\n");
    expect(await its.hub.collect(folder, base, MESSAGE)).toMatchObject({ kept: [], unkept: [] });
  });

  it("is named, and its clone stays, where it cannot be read or is too much", async () => {
    const its = await repository();
    commit(its, "first\n");
    its.put("../elsewhere/x", "x");
    symlinkSync(join(its.folder, "elsewhere"), join(its.clone, ".git/lfs/objects/00"));
    const { unkept } = await its.collected();
    expect(unkept).toEqual([".git/lfs/objects/00 was not read: it is no file"]);
    expect(await its.hub.work.leftIn(its.folder)).toEqual(unkept);
    const place = { hub: join(its.root, "hub.git"), config: "/dev/null", env: {}, scratch: its.root };
    const about = { gitDir: join(its.clone, ".git"), base: its.base, published: [its.base], work: its.base, most: 3 };
    expect((await importLfsObjects({ ...place, ...about })).missing).toContain(
      "1 LFS object (6 bytes) is too large to be copied, and remains in the clone alone, in .git/lfs/objects",
    );
  });
});
