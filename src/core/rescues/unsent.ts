import type { Effect } from "../contracts/effects.ts";
import type { Fleet } from "../contracts/fleet.ts";
import type { Workspace } from "../contracts/workspace.ts";
import { messageOf } from "../errors.ts";
import { postpone } from "../landing/postponing.ts";
import type { SessionLessons } from "../learning/session-lessons.ts";
import type { LateRecords } from "../publish/late-records.ts";
import type { Publisher } from "../publish/publisher.ts";
import type { Rescuer } from "../publish/rescuer.ts";
import type { RescueApplier } from "./applying.ts";

/** Parts that send each kind of effect. */
interface Senders {
  readonly publisher: Publisher;
  readonly records: LateRecords;
  readonly rescuer: Rescuer;
  readonly lessons: SessionLessons;
  readonly applier: RescueApplier;
}

/**
 * Effects that ended sessions could not send. Each is tried by itself, when it is due: a broken one is put off, and
 * hinders neither the others nor the session that tries them.
 */
export class UnsentEffects {
  private readonly fleet: Fleet;
  private readonly senders: Senders;

  constructor(fleet: Fleet, senders: Senders) {
    this.fleet = fleet;
    this.senders = senders;
  }

  /** Sends the effects that are due. Answers with the reason for each that still cannot be sent. */
  async send(workspace: Workspace, signal: AbortSignal): Promise<readonly string[]> {
    const reasons = [...(await this.tellOfArrived(workspace))];
    const waiting = await this.waitingFor(workspace);
    const due = waiting.filter(({ next }) => next <= this.fleet.clock.now());
    // One look at a remote that is away, and not one for each of them.
    const fetched = due.length > 0 ? await workspace.fetch(signal) : undefined;
    for (const effect of waiting) {
      const reason = due.includes(effect) && fetched?.ok ? await this.sendOne(effect, signal) : whyNot(effect);
      const away = due.includes(effect) && fetched && !fetched.ok ? fetched.reason : reason;
      if (away !== undefined) reasons.push(`${effectName(effect)}: ${away}`);
    }
    return reasons;
  }

  /** Hurries refused effects, since the remote has just taken something. */
  async follow(workspace: Workspace, signal: AbortSignal): Promise<void> {
    const waiting = await this.waitingFor(workspace);
    if (!waiting.some(({ attempts }) => attempts > 0)) return;
    for (const { session } of waiting) await this.fleet.ledger.hurry(session);
    await this.send(workspace, signal);
  }

  /**
   * Effects that wait for a workspace, and those of workspaces that are not declared any more: every workspace tells of
   * these.
   */
  private async waitingFor(workspace: Workspace): Promise<readonly Effect[]> {
    const { ledger, workspaces } = this.fleet;
    const all = await ledger.history.unconfirmed();
    const declared = new Set(workspaces.names);
    const agents = new Set(this.fleet.agents.map(({ name }) => name));
    return all.filter(
      (effect) =>
        (effect.workspace === workspace.name || !declared.has(effect.workspace)) && !isKeptByItsAgent(effect, agents),
    );
  }

  private async sendOne(listed: Effect, signal: AbortSignal): Promise<string | undefined> {
    // Since it was listed, a sibling may have sent it, or put it off.
    const effect = (await this.fleet.ledger.history.effects(listed.session)).find(({ id }) => id === listed.id);
    if (!effect || effect.state === "confirmed" || effect.attempts > listed.attempts)
      return effect?.reason || undefined;
    try {
      return await this.bring(effect, signal);
    } catch (thrown) {
      if (signal.aborted) return messageOf(thrown);
      const reason = messageOf(thrown);
      await postpone(this.fleet, effect, { reason });
      return reason;
    }
  }

  private async bring(effect: Effect, signal: AbortSignal): Promise<string | undefined> {
    const { publisher, records, rescuer, lessons, applier } = this.senders;
    switch (effect.kind) {
      case "publish":
        return stillPending(await publisher.republish(effect, signal));
      case "record":
        return stillPending(await records.send(effect, signal));
      case "rescue":
        return stillPending(await rescuer.send(effect, signal));
      case "apply":
        return applier.resume(effect, signal);
      case "lessons":
        return stillPending(await lessons.publish(effect, signal));
      case "unreadable":
        throw new Error("its row in the ledger is damaged");
      case "memory":
        throw new Error(`no agent ${effect.payload?.run?.agent ?? ""} is there to remember it`);
    }
  }

  /**
   * Tells of arrivals in rows of an earlier midwatch, which wrote the two facts one after the other, and may have been
   * killed between them.
   */
  private async tellOfArrived(workspace: Workspace): Promise<readonly string[]> {
    const reasons: string[] = [];
    for (const effect of await this.fleet.ledger.history.untold(workspace.name))
      if (effect.kind === "publish" && effect.sent !== undefined)
        await this.senders.publisher.tellOfArrival(effect, workspace, effect.sent).catch((thrown: unknown) => {
          reasons.push(`${effectName(effect)} has arrived, and cannot be told of: ${messageOf(thrown)}`);
        });
    return reasons;
  }
}

/** True for memories of an agent that is still declared: that agent's own memory check keeps them. */
const isKeptByItsAgent = (effect: Effect, agents: ReadonlySet<string>) =>
  effect.kind === "memory" && agents.has(effect.payload?.run?.agent);

const stillPending = (result: { readonly kind: string; readonly reason?: string }): string | undefined =>
  result.kind === "pushed" || result.kind === "published" || result.kind === "rescued" ? undefined : result.reason;

const whyNot = ({ reason, next }: Effect): string =>
  `${reason || "it could not be sent"}; it is tried again at ${new Date(next).toISOString()}`;

function effectName(effect: Effect): string {
  if (effect.kind === "rescue") return effect.payload?.ref ?? effect.id;
  if (effect.kind === "record") return `the end of ${effect.payload?.item?.title ?? effect.session}`;
  if (effect.kind === "lessons") return `lessons of ${effect.payload?.author ?? effect.session}`;
  return `session ${effect.session}`;
}
