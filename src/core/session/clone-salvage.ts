import type { Fleet } from "../contracts/fleet.ts";
import type { SessionRecord } from "../contracts/fleet-history.ts";
import type { Publication, Remains } from "../contracts/outcome.ts";
import type { Collected } from "../contracts/workspace.ts";
import { clearAway } from "../publish/clearing.ts";
import type { Rescuer } from "../publish/rescuer.ts";
import { remainsOf } from "../text/collected.ts";
import { askForClone } from "./astray-clone.ts";
import { clearLeftClones } from "./left-clones.ts";

/** Work found in a clone, and its fate. */
interface SalvagedWork {
  readonly publication: Publication;
  readonly remains?: Pick<Remains, "kept" | "unkept">;
}

/** Keeps the work in clones of sessions that died, and of those that ended and could not save it. */
export class CloneSalvage {
  private readonly fleet: Fleet;
  private readonly rescuer: Rescuer;

  constructor(fleet: Fleet, rescuer: Rescuer) {
    this.fleet = fleet;
    this.rescuer = rescuer;
  }

  /**
   * Keeps work that could not be saved when its session ended: at every start, until it is saved and its obligation
   * ends. The caller holds the lock of `own`, where one is given.
   */
  async salvageAgain(own?: string): Promise<void> {
    for (const { key } of await this.fleet.ledger.history.obligations()) {
      const id = /^salvage:(?<id>.+)$/.exec(key)?.groups?.id;
      const [record] = id === undefined ? [] : await this.fleet.ledger.history.find(id);
      if (record?.outcome) await this.rescueLater(record).catch(() => {}); // it is owed already
    }
    await clearLeftClones(this.fleet, this, own);
  }

  /** Keeps the work in the clone of a session that has ended. Answers with the publication of that work. */
  async rescueLater(record: SessionRecord): Promise<Publication | undefined> {
    const { id, workspace, publication: before } = record;
    const folder = this.fleet.folders.path(id);
    const lock = await this.fleet.locks.tryHold(`salvage-${id}`);
    if (!lock) return before;
    try {
      if (!(await this.fleet.folders.hasClone(folder))) return before;
      if (await this.fleet.folders.isBeingDropped(folder)) {
        await clearAway(this.fleet, { id, folder, workspace });
        return before;
      }
      const { publication, remains } = await this.foundLater(record);
      await this.fleet.ledger.republish(id, publication, remains);
      await this.fleet.ledger.fulfil(`salvage:${id}`);
      await clearAway(this.fleet, { id, folder, workspace });
      return publication;
    } finally {
      lock.release();
    }
  }

  /**
   * Work of an ended session: a publication that arrived or is on its way stays; anything else in its clone is kept.
   */
  private async foundLater(record: SessionRecord): Promise<SalvagedWork> {
    const { publication: before } = record;
    const effects = await this.fleet.ledger.history.effects(record.id);
    if (before && (before.kind === "published" || effects.some(({ kind }) => kind === "publish"))) {
      const collected = await this.collected(record);
      return { publication: before, ...(collected && { remains: remainsOf(collected) }) };
    }
    const found = await this.rescue(record);
    const isKnown = before?.kind === "rescued" && found.publication.kind !== "rescued";
    return isKnown ? { ...found, publication: before } : found;
  }

  /** Keeps everything in a session's clone: its work under a rescue ref, anything else under refs of its own. */
  async rescue(record: SessionRecord): Promise<SalvagedWork> {
    const { id, agent, workspace, item } = record;
    const collected = await this.collected(record);
    if (!collected) return { publication: record.base ? await askForClone(this.fleet, record) : NOTHING_WRITTEN };
    const found = { remains: remainsOf(collected) };
    if (!collected.work) return { publication: NOTHING_WRITTEN, ...found };
    const whose = { session: id, agent, workspace, ...(item && !collected.refusal && { item }) };
    const ref = await this.rescuer.rescue(whose, collected.work);
    const reason = "the session died before it could publish";
    return { publication: { kind: "rescued", ref, reason }, ...found };
  }

  /** Undefined where it had got no clone yet, or has none any more. */
  async collected(record: SessionRecord): Promise<Collected | undefined> {
    const { id, agent, workspace, base, item, startedAt } = record;
    const folder = this.fleet.folders.path(id);
    if (!base || !(await this.fleet.folders.hasClone(folder))) return undefined;
    const text = `Rescued: ${item?.title ?? "no item"}\n\nMidwatch-Session: ${id}`;
    return this.fleet.workspaces.get(workspace).collect(folder, base, { author: agent, at: startedAt, text });
  }

  /** It has been given a clone, and that is not there: what stood in it cannot be known. */
  async isAstray({ id, base }: SessionRecord): Promise<boolean> {
    return base !== undefined && !(await this.fleet.folders.hasClone(this.fleet.folders.path(id)));
  }

  async leaveForPerson({ id }: Pick<SessionRecord, "id">, why: string): Promise<Publication> {
    const again = `it is tried again at every start, or now with midwatch recover ${id.slice(-8)}`;
    const action = `look at ${this.fleet.folders.path(id)}: its work could not be rescued (${why}); ${again}`;
    await this.fleet.ledger.oblige({ key: `salvage:${id}`, owner: "owner", action, at: this.fleet.clock.now() });
    return { kind: "pending", reason: action };
  }
}

const NOTHING_WRITTEN: Publication = { kind: "none", reason: "nothing had been written" };
