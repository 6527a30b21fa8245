/** Published commits, looked up in a branch's history. */
export interface BranchHistory {
  /** Those of the commits that a history does not contain. One question, however many there are. */
  missing(history: string, commits: readonly string[]): Promise<readonly string[]>;
  /** True where a history goes on from the one in which every published commit was looked for, and noted, last. */
  goesOn(history: string): Promise<boolean>;
  /** Notes that every published commit was looked for in a history; where it cannot be noted, they are looked for again. */
  noteSearched(history: string): Promise<void>;
  /** True when everything that a commit brought beyond its base is there all the same, under other commits. */
  holds(history: string, brought: { readonly commit: string; readonly base?: string }): Promise<boolean>;
}
