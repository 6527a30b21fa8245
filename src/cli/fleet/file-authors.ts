import { createHash } from "node:crypto";
import { askProgram } from "../../core/host/ask.ts";

/** So many changes of a file are looked at, the latest first. */
const MOST_COMMITS = 30;

/** Name of who has committed a file with this content, and the commit, where the fleet's folder is in a git repository that knows it. */
export async function authorOf(folder: string, path: string, mark: string): Promise<string | undefined> {
  const log = ["log", `--max-count=${MOST_COMMITS}`, "--format=%H%x09%an", "--", `./${path}`];
  const commits = (await askGit(folder, log)).split("\n").filter(Boolean);
  for (const line of commits) {
    const [commit = "", author = ""] = line.split("\t");
    const text = await askGit(folder, ["show", `${commit}:./${path}`]);
    if (createHash("sha256").update(text).digest("hex") === mark) return `${author} (${commit.slice(0, 7)})`;
  }
  return undefined;
}

async function askGit(folder: string, args: readonly string[]): Promise<string> {
  const { code, out } = await askProgram(["git", ...args], { cwd: folder, env: { GIT_OPTIONAL_LOCKS: "0" } });
  return code === 0 ? out : "";
}
