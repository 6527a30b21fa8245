/** A text in a workspace that a session has published and that may be the words of strangers. */
export interface Tainted {
  readonly workspace: string;
  /** Git's name for the text, wherever it stands, and whatever its file is called. */
  readonly blob: string;
  readonly session: string;
  /** A sentence: by which way strangers' words came into it. */
  readonly origin: string;
}

/** Ledger's record of texts that strangers may have had a part in. */
export interface TaintRecord {
  /** Adds them. The first origin noted for a text stays. */
  add(tainted: readonly Tainted[]): Promise<void>;
  /** True when a workspace holds any such text. */
  any(workspace: string): Promise<boolean>;
  /** The origins of those blobs that have one. */
  among(workspace: string, blobs: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** The origins of those sessions whose words may be others' words. */
  sessions(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
}
