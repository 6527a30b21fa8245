import { join } from "node:path";
import type { Config } from "../../config/config.ts";
import type { Problem } from "../../core/errors.ts";
import { keptInLfs } from "../../core/host/git/lfs-use.ts";
import { CONFIG_FILE } from "../../fleet-folder.ts";

const MAX_NAMED_FILES = 3;

/** Warnings for a fleet whose workspaces keep files in LFS. */
export async function lfsWarnings({ workspaces, state }: Config): Promise<readonly Problem[]> {
  const warnings: Problem[] = [];
  for (const workspace of workspaces) {
    const patterns = await keptInLfs(workspace, join(state, "repos", `${workspace.name}.git`));
    if (patterns.length === 0) continue;
    const named = `${patterns.slice(0, MAX_NAMED_FILES).join(", ")}${patterns.length > MAX_NAMED_FILES ? ", …" : ""}`;
    const message = `workspaces.${workspace.name} keeps ${named} in LFS: agents find pointers in place of these files (setup: [git lfs pull] brings the content), and work that changes one is kept on a rescue ref, for midwatch does not write LFS objects`;
    warnings.push({ file: CONFIG_FILE, message });
  }
  return warnings;
}
