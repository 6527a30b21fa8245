/** Published commits, looked up in a branch's history. */
export interface BranchHistory {
  /** Those of the commits that a history does not contain. One question, however many there are. */
  missing(history: string, commits: readonly string[]): Promise<readonly string[]>;
  /** True when everything that a commit brought beyond its base is there all the same, under other commits. */
  holds(history: string, brought: { readonly commit: string; readonly base?: string }): Promise<boolean>;
}
