import { createHash } from "node:crypto";
import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { session } from "./session.ts";

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
