import { join } from "node:path";
import type { Collected, CommitMessage, SessionWork } from "../../contracts/workspace.ts";
import { collect } from "./collect.ts";
import type { Collecting, Collection } from "./collection.ts";
import { Git } from "./git.ts";
import { handOver } from "./handing-over.ts";
import { lostSince, notInHub } from "./not-in-hub.ts";
import { keepWork, letGo, sessionsAtWork } from "./work-refs.ts";

/** Work of sessions in a hub, from their beginning until the work has come to its place. */
export class HubWork implements SessionWork {
  private readonly place: Omit<Collecting, "folder">;
  /** By session folder: the work that this process has collected of it, and the work that it could not collect. */
  private readonly left = new Map<string, Collection["left"]>();

  constructor(place: Omit<Collecting, "folder">) {
    this.place = place;
  }

  begin(session: string, base: string): Promise<void> {
    return keepWork(this.place.hub, session, base);
  }

  handOver(folder: string): Promise<void> {
    return handOver(folder);
  }

  async collect(folder: string, base: string, message: CommitMessage): Promise<Collected> {
    const { left, ...collected } = await collect({ ...this.place, folder }, base, message);
    this.left.set(folder, left);
    return collected;
  }

  async leftIn(folder: string): Promise<readonly string[]> {
    const { hub: gitDir, config } = this.place;
    const hub = new Git({ gitDir, config });
    const left = this.left.get(folder);
    if (left && left.missing.length > 0) return left.missing;
    return [...(left ? await lostSince(hub, left) : []), ...(await notInHub(hub, join(folder, "clone"), left?.known))];
  }

  sessions(): Promise<readonly string[]> {
    return sessionsAtWork(this.place.hub);
  }

  letGo(sessions: readonly string[]): Promise<void> {
    return letGo(this.place, sessions);
  }
}
