import type { WorkRefusal } from "../../contracts/workspace.ts";
import { unfit } from "./collect-reasons.ts";
import { decodeGitPath } from "./files.ts";
import type { Git } from "./git.ts";
import { gitlinks } from "./gitlinks.ts";
import type { InnerMade } from "./inner-gathering.ts";

/** A submodule is at a commit that other people could not check out. */
export async function astrayLink(
  hub: Git,
  work: string,
  { commits, elsewhere, links }: InnerMade,
): Promise<WorkRefusal | undefined> {
  if (commits.size === 0) return undefined;
  for (const [path, id] of await gitlinks(hub, work)) {
    if (links.get(path) === id || !commits.has(id)) continue;
    const own = await hub.line(["rev-list", "--max-count=1", id, "--not", ...elsewhere]);
    if (own !== "")
      return unfit(`submodule ${decodeGitPath(path)} is at ${id.slice(0, 7)}, which its own remote does not have`);
  }
  return undefined;
}
