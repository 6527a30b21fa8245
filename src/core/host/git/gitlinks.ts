import type { Git } from "./git.ts";

/** The submodules of a commit, and where it has them: by path, each byte as one character. */
export async function gitlinks(git: Git, commit: string): Promise<ReadonlyMap<string, string>> {
  const listed = (await git.bytes(["ls-tree", "-r", "-z", "--full-tree", commit])).toString("latin1");
  return new Map(
    listed.split("\0").flatMap((entry) => {
      const [about = "", path = ""] = entry.split("\t");
      return about.startsWith("160000 ") ? [[path, about.split(" ")[2] ?? ""] as const] : [];
    }),
  );
}
