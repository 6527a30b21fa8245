import type { PublishEffect, PublishIntent, RecordEffect } from "../contracts/effects.ts";
import type { Fleet } from "../contracts/fleet.ts";
import type { Publication } from "../contracts/outcome.ts";
import type { WorkSource } from "../contracts/work.ts";
import { postpone } from "../landing/postponing.ts";
import { editWorkspace } from "../learning/workspace-edits.ts";
import { recordsOf } from "./bookkeeping.ts";

/**
 * Ends of items that their sources could not record with the work: the work is published without them, and each source
 * is asked again, until it has recorded what it is told.
 */
export class LateRecords {
  private readonly fleet: Fleet;
  private readonly sources: readonly WorkSource[];

  constructor(fleet: Fleet, sources: readonly WorkSource[]) {
    this.fleet = fleet;
    this.sources = sources;
  }

  /** Writes down that the sources are to be asked again, and tells why. Once for each session. */
  async owe({ session, workspace }: PublishEffect, payload: PublishIntent, reason: string): Promise<void> {
    const { ledger, events } = this.fleet;
    if ((await ledger.history.effects(session)).some(({ kind }) => kind === "record")) return;
    const effect = await ledger.intend<RecordEffect>({ kind: "record", payload, session, workspace });
    await postpone(this.fleet, effect, { reason });
    const data = { doing: `recording the end of ${payload.item.title}, which is tried again`, error: reason };
    events.emit({ id: session, agent: { name: payload.agent } }, { type: "trouble", data });
  }

  /** Rejects when a source still cannot record it. */
  async send(effect: RecordEffect, signal: AbortSignal): Promise<Publication> {
    const { session, workspace, payload } = effect;
    const { agent: author, endedAt: at, item } = payload;
    const [record] = await this.fleet.ledger.history.find(session);
    const publication = record?.publication ?? NOT_YET;
    if (publication.kind === "pending") return NOT_YET;
    if (publication.kind !== "published") return this.confirmed(effect, publication);
    const edits = async (view: Parameters<typeof recordsOf>[1]["view"]) => {
      const { records, failed } = await recordsOf({ session, intent: payload }, { view, sources: this.sources });
      if (failed.length > 0) throw new Error(failed.join("; "));
      return records;
    };
    const text = `Record ${payload.outcome.kind}: ${item.title.slice(0, 80)}\n\nMidwatch-Session: ${session}`;
    const edited = await editWorkspace(this.fleet, workspace, { message: { author, at, text }, edits }, signal);
    if (edited.kind === "published") return this.confirmed(effect, edited);
    if (edited.kind === "pending" && edited.refusal) await postpone(this.fleet, effect, edited);
    return edited;
  }

  private async confirmed({ id }: RecordEffect, publication: Publication): Promise<Publication> {
    await this.fleet.ledger.confirm(id);
    return publication;
  }
}

/** An entry is not struck off before its work is on the branch. */
const NOT_YET = { kind: "pending", reason: "the work itself is not published yet" } as const;
