/** Size of what a commit holds that the branch does not, as it was last known. */
export interface Extent {
  readonly commits: number;
  readonly files: number;
  /** Bytes it takes in the repository. */
  readonly bytes: number;
}

/** Text to read of kept work. Agents have written it: text, and nothing else. */
export interface Story {
  /** The newest first: "1a2b3c4 2026-11-28 ada: mend the parser". */
  readonly commits: readonly string[];
  readonly stat: string;
  readonly patch: string;
}

/** Kept work as it is shown, opened and applied. */
export interface WholeWork {
  readonly ref: string;
  readonly commit: string;
  /** Of a ref that holds several: each. Where they do not fit each other, the commit brings nothing of them. */
  readonly tips: readonly string[];
  readonly isApart: boolean;
}

/** The refs of a repository that keep what is in nothing published. */
export interface KeptRefs {
  /** Commit that a ref, or a commit's own name, stands for; undefined when there is none any more. */
  commitAt(ref: string): Promise<string | undefined>;
  /**
   * Whole of the work to show, to open and to apply: of a stash, with the files that git did not know; of a ref that
   * holds several tips, all of them together. Under a ref of its own.
   */
  whole(ref: string): Promise<WholeWork | undefined>;
  /** Every ref that keeps work of a session. */
  all(): Promise<readonly string[]>;
  /** Those of the refs whose commit a history contains. One question, however many there are. */
  within(history: string): Promise<ReadonlySet<string>>;
  extent(commit: string): Promise<Extent>;
  /** Size of what only this ref keeps: in no other ref, besides those of the same commit. */
  lostWith(ref: string): Promise<Extent>;
  story(commit: string): Promise<Story>;
  /** Lets go of it, here. What no other ref keeps is lost by that. */
  drop(ref: string): Promise<void>;
  /** True when the remote has a ref; undefined where it does not answer. */
  isOnRemote(ref: string, signal: AbortSignal): Promise<boolean | undefined>;
  /** Takes a ref off the remote; undefined when it is gone, else why it is not. */
  takeOff(ref: string, signal: AbortSignal): Promise<string | undefined>;
  /**
   * A person's own clone in an empty folder, whole in itself, that stands at the commit on a branch of that name. Each of
   * the tips has a branch beside it: "<branch>-1".
   */
  open(ref: string, folder: string, on: { readonly branch: string; readonly tips: readonly string[] }): Promise<void>;
}
