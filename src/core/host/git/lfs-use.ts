import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import type { WorkspaceDefinition } from "../../contracts/agent.ts";
import { Git } from "./git.ts";
import { lfsRefusal } from "./lfs.ts";

/** Attributes that keep files in LFS, in a workspace as far as it is on this machine: "*.bin"; none where that is not known. */
export async function keptInLfs(
  { remote, branch }: Pick<WorkspaceDefinition, "remote" | "branch">,
  hub: string,
): Promise<readonly string[]> {
  const known = await declaredAt(hub, `refs/midwatch/upstream/${branch}`);
  if (known !== undefined || !isAbsolute(remote)) return known ?? [];
  return (await declaredAt(remote, `refs/heads/${branch}`)) ?? [];
}

/**
 * Reason a commit of the hub must not be published: it has content that belongs in LFS and an earlier one has not.
 * Undefined when it may be.
 */
export async function lfsRefusalBetween(hub: Git, from: string, to: string): Promise<string | undefined> {
  const { gitDir } = hub.place;
  const declared = await declaredAt(gitDir, to);
  if (declared?.length === 0) return undefined;
  const index = join(gitDir, `index-${randomUUID()}`);
  try {
    const git = new Git({ ...hub.place, index });
    await git.run(["read-tree", to]);
    return await lfsRefusal(git, from, to);
  } finally {
    await rm(index, { force: true });
  }
}

async function declaredAt(gitDir: string, ref: string): Promise<readonly string[] | undefined> {
  if (!existsSync(gitDir)) return undefined;
  const git = new Git({ gitDir, config: "/dev/null" });
  const search = [
    "grep",
    "-h",
    "-I",
    "-E",
    "[[:space:]]filter=lfs([[:space:]]|$)",
    ref,
    "--",
    ":(glob)**/.gitattributes",
  ];
  const found = await git.run(search, { answers: [0, 1] }).catch(() => undefined);
  return found?.split("\n").flatMap((line) => line.trim().split(/\s+/)[0] || []);
}
