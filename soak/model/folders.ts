import type { SessionFolders } from "../../src/core/contracts/session-folders.ts";

/** What an agent has before it. */
export interface Clone {
  head: string;
  readonly files: Map<string, string>;
  /** Branches that it has left beside what is checked out, by name. */
  readonly sides: Map<string, string>;
}

const ROOT = "/sessions/";

/** Folders of sessions that are there until somebody drops them. Ids sort by time, and are the same for the same run. */
export class Folders implements SessionFolders {
  readonly clones = new Map<string, Clone>();
  private count = 0;

  newId(): string {
    this.count += 1;
    return `00000000-0000-7000-8000-${String(this.count).padStart(12, "0")}`;
  }

  path(session: string): string {
    return `${ROOT}${session}`;
  }

  clone(folder: string): string {
    return `${folder}/clone`;
  }

  neighbour(folder: string): string {
    return `${folder}/neighbour`;
  }

  atBase(folder: string): string {
    return `${folder}/at-base`;
  }

  transcript(folder: string): string {
    return `${folder}/transcript`;
  }

  async create(folder: string) {
    const [home, input] = [`${folder}/home`, `${folder}/input`];
    return { clone: this.clone(folder), home, input, transcript: this.transcript(folder) };
  }

  async write(input: string) {
    return { brief: `${input}/brief.md`, item: `${input}/item.json`, session: `${input}/session.json` };
  }

  async hasClone(folder: string): Promise<boolean> {
    return this.clones.has(this.clone(folder));
  }

  async isBeingDropped(): Promise<boolean> {
    return false;
  }

  async withClone(): Promise<readonly string[]> {
    return [...this.clones.keys()].map(sessionAt);
  }

  async events() {
    return [];
  }

  /** No backend writes anything down here. */
  async redactRecords(): Promise<void> {}

  async drop(folder: string): Promise<void> {
    this.clones.delete(this.clone(folder));
  }
}

/** The session whose folder it is. */
export const sessionAt = (folder: string): string => folder.slice(ROOT.length).split("/")[0] ?? "";
