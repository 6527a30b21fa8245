/** What a branch has of commits that were published to it. */
export interface BranchHistory {
  /** Those of the commits that a history does not contain. One question, however many there are. */
  missing(history: string, commits: readonly string[]): Promise<readonly string[]>;
  /** Whether everything that a commit brought beyond its base is there all the same, under other commits. */
  holds(history: string, brought: { readonly commit: string; readonly base?: string }): Promise<boolean>;
}
