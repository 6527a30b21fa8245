import type { SessionWork } from "../../src/core/contracts/workspace.ts";
import { type Folders, sessionAt } from "./folders.ts";
import type { Objects } from "./objects.ts";

interface Place {
  readonly objects: Objects;
  readonly refs: Map<string, string>;
  readonly folders: Folders;
}

const WORK = "refs/midwatch/work/";

/** What a hub in memory keeps of sessions until their work has come to its place. */
export class HubSessions implements Omit<SessionWork, "collect"> {
  private readonly place: Place;

  constructor(place: Place) {
    this.place = place;
  }

  async begin(session: string, base: string): Promise<void> {
    this.place.refs.set(`${WORK}${session}/${base}`, base);
  }

  async handOver(): Promise<void> {}

  /** From now on it is kept, whatever becomes of the clone. */
  hold(folder: string, commit: string): void {
    this.place.refs.set(`${WORK}${sessionAt(folder)}/${commit}`, commit);
  }

  async leftIn(folder: string): Promise<readonly string[]> {
    const { objects, refs, folders } = this.place;
    const clone = folders.clones.get(folders.clone(folder));
    if (!clone) return [];
    const known = objects.texts(objects.history(...refs.values()));
    const own = [...clone.files.values(), ...objects.texts(objects.history(...clone.sides.values()))];
    return own.filter((text) => !known.has(text)).map((text) => `a file that says ${text}`);
  }

  async sessions(): Promise<readonly string[]> {
    const refs = [...this.place.refs.keys()].filter((ref) => ref.startsWith(WORK));
    return [...new Set(refs.map((ref) => ref.slice(WORK.length).split("/")[0] ?? ""))];
  }

  async letGo(sessions: readonly string[]): Promise<void> {
    for (const session of sessions)
      for (const ref of this.place.refs.keys()) if (ref.startsWith(`${WORK}${session}/`)) this.place.refs.delete(ref);
  }
}
