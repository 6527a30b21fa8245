import type { BranchHistory } from "../../contracts/branch-history.ts";
import type { Git } from "./git.ts";
import { hasPatches } from "./patches.ts";

/** Commits that were published to a branch of a hub's remote, compared with a history of it. */
export class HubHistory implements BranchHistory {
  private readonly git: Git;
  /** Ref of the history in which every published commit was looked for last. */
  private readonly searched: string;

  constructor(git: Git, branch: string) {
    this.git = git;
    this.searched = `refs/midwatch/searched/${branch}`;
  }

  async missing(history: string, commits: readonly string[]): Promise<readonly string[]> {
    if (commits.length === 0) return [];
    const input = `${[...commits, `^${history}`].join("\n")}\n`;
    // What a person has cleared away is in no history: git says that it does not know it.
    const unreached = await this.git.line(["rev-list", "--stdin"], { input }).catch(() => undefined);
    if (unreached === undefined) return this.missingOneByOne(history, commits);
    const all = new Set(unreached.split("\n"));
    // Where dates go back it lists what is in the history all the same.
    return this.missingOneByOne(
      history,
      commits.filter((commit) => all.has(commit)),
    );
  }

  goesOn(history: string): Promise<boolean> {
    return this.git.asks(["merge-base", "--is-ancestor", this.searched, history]);
  }

  async noteSearched(history: string): Promise<void> {
    // Another process may hold the ref's lock, or have left it: then the next session searches once more.
    await this.git.asks(["update-ref", this.searched, history]);
  }

  async holds(
    history: string,
    { commit, base }: { readonly commit: string; readonly base?: string },
  ): Promise<boolean> {
    // What was written and taken back again makes no difference anywhere, and is in no history by that.
    const differs = base === undefined || !(await this.git.asks(["diff", "--quiet", base, commit]));
    return (
      (differs && (await this.changesNothing(history, commit))) ||
      (base !== undefined && hasPatches(this.git, history, { tip: commit, base }))
    );
  }

  private async missingOneByOne(history: string, commits: readonly string[]): Promise<readonly string[]> {
    const missing: string[] = [];
    for (const commit of commits)
      if (!(await this.git.asks(["merge-base", "--is-ancestor", commit, history]))) missing.push(commit);
    return missing;
  }

  /** Merged once more, it would make no difference. */
  private async changesNothing(history: string, commit: string): Promise<boolean> {
    const merged = ["merge-tree", "--write-tree", "--allow-unrelated-histories", history, commit];
    const tree = await this.git.line(merged).catch(() => "");
    return tree !== "" && tree === (await this.git.line(["rev-parse", `${history}^{tree}`]));
  }
}
