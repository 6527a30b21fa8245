/** Origin of a lesson, as far as its front matter says so: lessons that people write need none of it. */
export interface Provenance {
  readonly id?: string;
  /** The agent that learned it. */
  readonly author?: string;
  readonly session?: string;
  /** The item it was learned on. */
  readonly origin?: string;
  readonly scope?: string;
  readonly tags: readonly string[];
  /** Not yet shown to help: after all others in a brief, and marked. */
  readonly probation: boolean;
  /** A person has said that it is to be read: no rule says otherwise by itself. */
  readonly promoted: boolean;
  /** Reason for which it is in no brief, where one was given. */
  readonly reason?: string;
}

/** One lesson, skill or Cursor rule, read as gptme reads it. */
export interface Lesson {
  readonly path: string;
  readonly title: string;
  readonly body: string;
  /** The folder it stands in. */
  readonly category: string;
  /** "active", or why it is in no brief. */
  readonly status: string;
  /** A skill's. */
  readonly name?: string;
  readonly keywords: readonly string[];
  readonly patterns: readonly string[];
  readonly tools: readonly string[];
  readonly provenance: Provenance;
}

/** Id of a lesson in the record; its path where it has none, as people's have. */
export const idOf = ({ provenance, path }: Lesson): string => provenance.id ?? path;

/** A file that is not a lesson although it stands where lessons do. */
export interface Unread {
  readonly path: string;
  readonly unread: string;
}

export const isUnread = (parsed: Lesson | Unread): parsed is Unread => "unread" in parsed;
