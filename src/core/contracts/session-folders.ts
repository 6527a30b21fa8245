import type { MidwatchEvent } from "./events.ts";

export interface SessionFolder {
  readonly clone: string;
  readonly home: string;
  readonly input: string;
  readonly transcript: string;
}

/** Folders of a session's files: in the fleet's state, mode 0700, outside every clone. */
export interface SessionFolders {
  /** A new session's id: a UUIDv7, so that ids sort by time. */
  newId(): string;
  /** The folder a session of that id has. */
  path(session: string): string;
  create(folder: string): Promise<SessionFolder>;
  /** Writes what a run is told, each as a file of its own. */
  write(
    input: string,
    told: { readonly brief: string; readonly prompt: string; readonly item: unknown; readonly session: unknown },
  ): Promise<{ readonly brief: string; readonly item: string; readonly session: string }>;
  /** Folder of its clone, even once that is deleted. */
  clone(folder: string): string;
  /** Folder of a sibling's workspace that it reviews. */
  neighbour(folder: string): string;
  /** Folder in which the commit it began with is tried once more, after it. */
  atBase(folder: string): string;
  /** Path of the backend's own record of the conversation, when it keeps one. */
  transcript(folder: string): string;
  hasClone(folder: string): Promise<boolean>;
  /**
   * Its clone is being removed, or the process that did was killed: the rest of it says nothing of what stood in it.
   */
  isBeingDropped(folder: string): Promise<boolean>;
  /** The sessions that have one. */
  withClone(): Promise<readonly string[]>;
  /** The events of one type that were written down of what happened in it; none when nothing was. */
  events(folder: string, type: MidwatchEvent["type"]): Promise<readonly MidwatchEvent[]>;
  /** Takes secrets out of what its backend has written down of the conversation. Done again it changes nothing. */
  redactRecords(folder: string): Promise<void>;
  /**
   * Removes clone, home and scratch; keeps what was told and what happened, of as many sessions as there is room for.
   */
  drop(folder: string): Promise<void>;
}
