import type { PublishEffect } from "../contracts/effects.ts";
import type { Fleet } from "../contracts/fleet.ts";
import type { Publication } from "../contracts/outcome.ts";
import type { PushRefusal } from "../contracts/refusal.ts";
import type { WorkSource } from "../contracts/work.ts";
import type { Merged, Workspace } from "../contracts/workspace.ts";
import { type Built, land } from "../landing/landing.ts";
import { postpone, type Unsent } from "../landing/postponing.ts";
import type { SessionLessons } from "../learning/session-lessons.ts";
import { identityOf } from "../text/item-identity.ts";
import { passesByItself } from "../text/refusal.ts";
import { followTaint } from "../trust/taint-trail.ts";
import { bookkeeping, inPlace, writable } from "./bookkeeping.ts";
import type { LateRecords } from "./late-records.ts";
import { trailed } from "./messages.ts";
import type { Rescuer } from "./rescuer.ts";

type Conflict = Extract<Merged, { kind: "conflict" }>;

interface Refused extends Unsent {
  readonly refusal: PushRefusal;
}

interface PublisherParts {
  readonly sources: readonly WorkSource[];
  readonly late: LateRecords;
  readonly rescuer: Rescuer;
  readonly lessons: SessionLessons;
}

/**
 * Brings work and bookkeeping to the remote: fetch, merge in memory, fast-forward push, confirm. The order for it is in
 * the ledger first, so that after a crash the next process finishes it, once.
 */
export class Publisher {
  private readonly fleet: Fleet;
  private readonly sources: readonly WorkSource[];
  private readonly late: LateRecords;
  private readonly rescuer: Rescuer;
  private readonly lessons: SessionLessons;

  constructor(fleet: Fleet, { sources, late, rescuer, lessons }: PublisherParts) {
    this.fleet = fleet;
    this.sources = sources;
    this.late = late;
    this.rescuer = rescuer;
    this.lessons = lessons;
  }

  /** One publisher at a time for each workspace on this machine; across machines the remote decides, and we retry. */
  async publish(effect: PublishEffect, signal: AbortSignal): Promise<Publication> {
    const workspace = this.fleet.workspaces.get(effect.workspace);
    const lock = await this.fleet.locks.hold(`publish-${workspace.name}`, signal);
    try {
      return await this.send(effect, workspace, signal);
    } finally {
      lock.release();
    }
  }

  /** Publishes for a session that has ended, and writes the publication down where it is still pending. */
  async republish(effect: PublishEffect, signal: AbortSignal): Promise<Publication> {
    const publication = await this.publish(effect, signal);
    if (publication.kind === "pending") await this.fleet.ledger.republish(effect.session, publication);
    return publication;
  }

  private async send(effect: PublishEffect, workspace: Workspace, signal: AbortSignal): Promise<Publication> {
    let { sent } = effect;
    const build = async (upstream: string): Promise<Built> => {
      if (sent && (await workspace.contains(upstream, sent))) return { arrived: sent };
      sent = await this.build(effect, workspace, upstream);
      await this.fleet.ledger.sent(effect.id, sent);
      return { tip: sent };
    };
    const landed = await land({ clock: this.fleet.clock, workspace }, build, signal);
    if (landed.kind === "landed") return this.tellOfArrival(effect, workspace, landed.commit);
    const { reason, refusal } = landed;
    return refusal ? this.refused(effect, { reason, refusal }, signal) : { kind: "pending", reason };
  }

  /** Keeps the work under a ref of its own, puts it off, and tells a person what would let it through. */
  private async refused(
    effect: PublishEffect,
    { reason, refusal }: Refused,
    signal: AbortSignal,
  ): Promise<Publication> {
    const kept = await this.keep(effect, refusal, signal);
    const told = [reason, kept && `kept under ${kept}`].filter(Boolean).join("; ");
    await postpone(this.fleet, effect, { reason: told, refusal });
    return { kind: "pending", reason: told, refused: refusal.kind };
  }

  /** Only the branch need be closed to us: a ref of its own is where a person finds the work. */
  private async keep({ session, workspace, payload }: PublishEffect, { kind }: PushRefusal, signal: AbortSignal) {
    const { work, agent, item } = payload;
    if (!work || passesByItself(kind)) return undefined;
    return this.rescuer.rescue({ session, agent, workspace, item: identityOf(item) }, work, signal);
  }

  /** Confirmed, and told of a session that has ended: in one transaction. */
  async tellOfArrival(effect: PublishEffect, workspace: Workspace, commit: string): Promise<Publication> {
    const publication = await this.arrived(effect, workspace, commit);
    await this.fleet.ledger.confirm(effect.id, publication);
    if (publication.kind === "published") await this.endKept(effect, workspace);
    return publication;
  }

  /** Ends the kept copy of work that the remote refused at first and has now: nothing waits for it any more. */
  private async endKept({ session, payload: { work } }: PublishEffect, { name, branch }: Workspace): Promise<void> {
    const { ledger, clock } = this.fleet;
    const waiting = await ledger.history.rescues({ session, state: "waiting" });
    for (const { ref, commit } of waiting)
      if (work !== undefined && commit === work)
        await ledger.rescues.end({
          workspace: name,
          ref,
          state: "merged",
          reason: `${branch} has it`,
          at: clock.now(),
        });
  }

  /** Publication of the work, read from the commit that arrived: the answer is the same whenever it is asked for. */
  async arrived({ session, payload }: PublishEffect, workspace: Workspace, commit: string): Promise<Publication> {
    const { work, rescue } = payload;
    if (rescue) return { kind: "rescued", ref: rescue, reason: "the session was cut short" };
    if (!work || (await workspace.contains(commit, work)))
      return { kind: "published", commit, branch: workspace.branch };
    const ref = (await this.rescuer.refOf(session, work)) ?? work;
    return { kind: "rescued", ref, reason: `it conflicts with ${workspace.branch}` };
  }

  /** The commit to push: upstream, the work merged in where there is any and it fits, the bookkeeping on top. */
  private async build(effect: PublishEffect, workspace: Workspace, upstream: string): Promise<string> {
    const { session, payload } = effect;
    const { agent, item } = payload;
    const at = payload.endedAt;
    const { parent, rescue } = await this.mergeWork(effect, workspace, upstream);
    const intent = rescue ? { ...payload, rescue } : payload;
    const about = { view: workspace.view(parent), sources: this.sources, zone: this.fleet.zone };
    const message = { author: agent, at, text: trailed(`Record ${payload.outcome.kind}: ${item.title}`, session) };
    const books = await writable(await bookkeeping(session, intent, about), (edits) =>
      workspace.commitEdits(parent, edits, message),
    );
    const { records, words, failed } = books;
    if (failed.length > 0) await this.late.owe(effect, intent, failed.join("; "));
    const tip = await workspace.commitEdits(parent, inPlace([...records, ...words]), message);
    const recorded = intent.tainted === undefined ? tip : await workspace.commitEdits(parent, records, message);
    const { taints } = this.fleet.ledger;
    await followTaint(taints, workspace, { session, from: upstream, to: parent, origin: intent.tainted });
    await followTaint(taints, workspace, { session, from: parent, to: recorded, origin: undefined });
    await followTaint(taints, workspace, { session, from: recorded, to: tip, origin: intent.tainted });
    return tip;
  }

  private async mergeWork(effect: PublishEffect, workspace: Workspace, upstream: string) {
    const { session, payload } = effect;
    if (!payload.work) return { parent: upstream };
    const merged = await this.merge(effect, workspace, { upstream, work: payload.work });
    if (merged.kind === "conflict")
      return { parent: upstream, rescue: await this.conflict(effect, payload.work, merged) };
    // As it will be read: what git has merged out of two versions is a third one.
    await this.lessons.versions.hold(workspace, { from: upstream, to: merged.commit, session });
    return { parent: merged.commit };
  }

  private async merge(
    { session, payload }: PublishEffect,
    workspace: Workspace,
    { upstream, work }: { readonly upstream: string; readonly work: string },
  ): Promise<Merged> {
    const message = { author: payload.agent, at: payload.endedAt, text: trailed(payload.item.title, session) };
    const merged = await workspace.merge(upstream, work, message);
    if (merged.kind === "merged") return merged;
    const apart = await this.lessons.versions.apart(workspace, { upstream, work, paths: merged.paths, session });
    return apart ? workspace.merge(upstream, await workspace.commitEdits(work, apart, message), message) : merged;
  }

  /** Keeps work that conflicts, and asks a person; the bookkeeping goes on without it. Never a loop. */
  private async conflict(effect: PublishEffect, work: string, { paths, isUnrelated }: Conflict): Promise<string> {
    const { session, workspace } = effect;
    const { agent, item } = effect.payload;
    const ref = await this.rescuer.rescue({ session, agent, workspace, item: identityOf(item) }, work);
    const why = isUnrelated ? "they have no commit in common" : `it conflicts in ${paths.join(", ")}`;
    const action = `merge what session ${session.slice(-8)} made into ${workspace}: ${why}; midwatch rescue open ${session.slice(-8)}`;
    await this.fleet.ledger.oblige({
      key: `conflict:${session}`,
      owner: "owner",
      action,
      at: this.fleet.clock.now(),
    });
    return ref;
  }
}
