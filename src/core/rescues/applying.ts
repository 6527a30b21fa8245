import type { ApplyEffect, Effect } from "../contracts/effects.ts";
import type { Fleet } from "../contracts/fleet.ts";
import type { Publication } from "../contracts/outcome.ts";
import type { RefusalKind } from "../contracts/refusal.ts";
import type { ApplyIntent, Rescue } from "../contracts/rescues.ts";
import type { Merged, Workspace } from "../contracts/workspace.ts";
import { type Built, land } from "../landing/landing.ts";
import type { LessonVersions } from "../learning/lesson-versions.ts";
import { label } from "../trust/fence.ts";
import { followTaint } from "../trust/taint-trail.ts";

/** Kept work that a person wants on a branch. */
export interface Wanted {
  readonly rescue: Rescue;
  readonly commit: string;
  readonly branch: string;
  readonly by: string;
}

/** Result of applying kept work. Only `applied` has changed anything. */
export type Applied =
  | { readonly kind: "applied"; readonly commit: string; readonly branch: string }
  | { readonly kind: "conflict"; readonly paths: readonly string[] }
  /** Its content is not what the remote can have. */
  | { readonly kind: "unfit"; readonly reason: string }
  | { readonly kind: "pending"; readonly reason: string; readonly refused?: RefusalKind };

/**
 * Puts kept work on a branch of the remote as everything else gets there: merged in memory, pushed, confirmed,
 * journaled.
 */
export class RescueApplier {
  private readonly fleet: Fleet;
  private readonly versions: LessonVersions;

  constructor(fleet: Fleet, versions: LessonVersions) {
    this.fleet = fleet;
    this.versions = versions;
  }

  async apply(wanted: Wanted, signal: AbortSignal): Promise<Applied> {
    const { rescue, commit, branch, by } = wanted;
    const { ref, session, workspace } = rescue;
    const lock = await this.fleet.locks.hold(`publish-${workspace}`, signal);
    try {
      const payload: ApplyIntent = { ref, commit, branch, by };
      const effect = await this.fleet.ledger.intend<ApplyEffect>({ kind: "apply", payload, session, workspace });
      const applied = await this.send(effect, wanted, signal);
      // A person has been told, and does it again; what may have arrived all the same is found out by the next session.
      if (applied.kind !== "applied") await this.giveUp(effect.id);
      return applied;
    } finally {
      lock.release();
    }
  }

  /**
   * Ends an application that was cut short: concludes it where it has arrived, drops it where not. Puts nothing on a
   * branch by itself.
   */
  async resume(effect: ApplyEffect, signal: AbortSignal): Promise<string | undefined> {
    const target = this.fleet.workspaces.get(effect.workspace).onBranch(effect.payload.branch);
    const fetched = effect.sent === undefined ? undefined : await target.fetch(signal);
    if (effect.sent !== undefined && fetched?.ok && (await target.contains(fetched.commit, effect.sent)))
      await this.conclude(effect, target, effect.sent);
    else await this.fleet.ledger.confirm(effect.id);
    return undefined;
  }

  private async giveUp(id: string): Promise<void> {
    const found = await this.fleet.ledger.history.unconfirmed();
    const effect = found.find((each): each is ApplyEffect => each.id === id && isApply(each));
    if (effect?.sent === undefined) await this.fleet.ledger.confirm(id);
  }

  private async send(effect: ApplyEffect, { rescue, commit }: Wanted, signal: AbortSignal): Promise<Applied> {
    const { branch } = effect.payload;
    const hub = this.fleet.workspaces.get(effect.workspace);
    const target = branch === hub.branch ? hub : hub.onBranch(branch);
    const isNew = target !== hub && (await this.isThere(target, signal)) === false;
    if (isNew) return this.begin(effect, { hub, target }, signal);
    let unfit: Applied | undefined;
    const build = async (upstream: string): Promise<Built> => {
      const merged = await target.merge(upstream, commit, this.message(effect, rescue));
      unfit = await unfitIn(target, upstream, merged);
      if (merged.kind === "conflict" || unfit || merged.commit === upstream) return { arrived: upstream };
      await this.remember(effect, target, { from: upstream, to: merged.commit });
      await this.fleet.ledger.sent(effect.id, merged.commit);
      return { tip: merged.commit };
    };
    const landed = await land({ clock: this.fleet.clock, workspace: target }, build, signal);
    if (unfit) return unfit;
    if (landed.kind === "landed") return this.conclude(effect, target, landed.commit);
    return pending(landed);
  }

  /** True when the remote has that branch; undefined when it does not answer. */
  private isThere(target: Workspace, signal: AbortSignal): Promise<boolean | undefined> {
    return target.keptRefs.isOnRemote(`refs/heads/${target.branch}`, signal);
  }

  /** Begins a branch that is not there yet with the kept work. */
  private async begin(
    effect: ApplyEffect,
    { hub, target }: { readonly hub: Workspace; readonly target: Workspace },
    signal: AbortSignal,
  ): Promise<Applied> {
    const { commit, branch } = effect.payload;
    const fetched = await hub.fetch(signal);
    if (!fetched.ok) return pending(fetched);
    const unfit = await unfitIn(hub, fetched.commit, { kind: "merged", commit });
    if (unfit) return unfit;
    await this.fleet.ledger.sent(effect.id, commit);
    const pushed = await target.push(commit, `refs/heads/${branch}`, signal);
    if (pushed.kind === "pushed") return this.conclude(effect, target, commit);
    return pending(pushed);
  }

  private async conclude(effect: ApplyEffect, { name, branch }: Workspace, commit: string): Promise<Applied> {
    const { ledger, clock } = this.fleet;
    const { ref, by } = effect.payload;
    const reason = `it is on ${branch}, with ${commit.slice(0, 7)}`;
    await ledger.rescues.end({ workspace: name, ref, state: "applied", reason, by, at: clock.now() });
    await ledger.confirm(effect.id, await this.publication(effect, { commit, branch }));
    return { kind: "applied", commit, branch };
  }

  /** Its session's own work is published by that, where sessions publish. */
  private async publication(
    { session, workspace, payload }: ApplyEffect,
    { commit, branch }: { readonly commit: string; readonly branch: string },
  ): Promise<Publication | undefined> {
    const [record] = await this.fleet.ledger.history.find(session);
    const { publication } = record ?? {};
    const isOff = publication?.kind === "rescued" || publication?.kind === "withdrawn";
    if (!isOff || publication.ref !== payload.ref) return undefined;
    return branch === this.fleet.workspaces.get(workspace).branch
      ? { kind: "published", commit, branch, applied: true }
      : undefined;
  }

  /** Keeps the taint of the work on the branch, and holds the lessons in it until a person has looked. */
  private async remember(
    { session }: ApplyEffect,
    workspace: Workspace,
    { from, to }: { readonly from: string; readonly to: string },
  ): Promise<void> {
    const effects = await this.fleet.ledger.history.effects(session);
    const origin = effects.flatMap((each: Effect) => (each.kind === "publish" && each.payload.tainted) || [])[0];
    await followTaint(this.fleet.ledger.taints, workspace, { session, from, to, origin });
    await this.versions.hold(workspace, { from, to, session });
  }

  private message({ session }: ApplyEffect, { name, item }: Rescue) {
    const subject = `Apply ${name}${item ? `: ${label(item.title, MAX_SUBJECT_CHARS)}` : ""}`;
    return { author: "owner", at: this.fleet.clock.now(), text: `${subject}\n\nMidwatch-Session: ${session}` };
  }
}

const MAX_SUBJECT_CHARS = 80;
const UNRELATED = "they have no commit in common";

/** Reason why merged work must not be put on the branch as it is; undefined when it may. */
async function unfitIn(target: Workspace, from: string, merged: Merged): Promise<Applied | undefined> {
  if (merged.kind === "conflict") return merged.isUnrelated ? { kind: "unfit", reason: UNRELATED } : merged;
  const paths = await target.conflictMarks(from, merged.commit);
  if (paths.length > 0) return { kind: "conflict", paths };
  const reason = await target.lfsRefusal(from, merged.commit);
  return reason === undefined ? undefined : { kind: "unfit", reason };
}

const isApply = (effect: Effect): effect is ApplyEffect => effect.kind === "apply";

const pending = ({
  reason,
  refusal,
}: {
  readonly reason: string;
  readonly refusal?: { readonly kind: RefusalKind };
}): Applied => ({
  kind: "pending",
  reason,
  ...(refusal && { refused: refusal.kind }),
});
