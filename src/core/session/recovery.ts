import { pricedBy } from "../budget/budget.ts";
import type { Backends } from "../contracts/backend.ts";
import type { PublishEffect } from "../contracts/effects.ts";
import type { Subject } from "../contracts/events.ts";
import type { Fleet } from "../contracts/fleet.ts";
import type { SessionRecord } from "../contracts/fleet-history.ts";
import type { Outcome, Publication, Remains } from "../contracts/outcome.ts";
import type { Settlement } from "../contracts/settlement.ts";
import { messageOf } from "../errors.ts";
import { retryOf } from "../holds/pause.ts";
import { postpone } from "../landing/postponing.ts";
import { lettersOf } from "../outbox/letters.ts";
import { clearAway } from "../publish/clearing.ts";
import { proven } from "../publish/proof.ts";
import type { Publisher } from "../publish/publisher.ts";
import type { Rescuer } from "../publish/rescuer.ts";
import { remainsOf } from "../text/collected.ts";
import { whileFree } from "./agent-lock.ts";
import { askForClone } from "./astray-clone.ts";
import { CloneSalvage } from "./clone-salvage.ts";

interface DeadSession extends Pick<Remains, "proof"> {
  readonly outcome: Outcome;
  readonly publication: Publication;
  readonly remains?: Pick<Remains, "kept" | "unkept">;
  /** False when the clone still holds something that nothing else does. */
  readonly clean: boolean;
}

/** Ends sessions whose process is gone: finishes their intended effects, rescues their work, frees the rest. */
export class Recovery {
  private readonly fleet: Fleet;
  private readonly publisher: Publisher;
  /** Clones of dead and of ended sessions. */
  readonly clones: CloneSalvage;
  private readonly backends: Backends;

  constructor(fleet: Fleet, publisher: Publisher, rescuer: Rescuer, backends: Backends) {
    this.fleet = fleet;
    this.backends = backends;
    this.publisher = publisher;
    this.clones = new CloneSalvage(fleet, rescuer);
  }

  /** Every dead session of the fleet; the caller holds the lock of `agent` already. */
  async recoverAll(agent: string, signal: AbortSignal): Promise<void> {
    await this.clones.salvageAgain(agent);
    const open = await this.fleet.ledger.history.openSessions();
    for (const record of open.filter(({ process }) => !this.fleet.processes.isAlive(process))) {
      if (record.agent === agent) await this.recover(record, signal);
      else await this.recoverSibling(record, signal).catch((thrown: unknown) => this.leaveOpen(record, thrown));
    }
  }

  /**
   * Tells a person of a session that could not be ended, and leaves it open: it must not fail the session that starts.
   */
  private async leaveOpen({ id, agent }: SessionRecord, thrown: unknown): Promise<void> {
    const action = `look at session ${id} of ${agent}: its process is gone, and it cannot be ended (${messageOf(thrown)})`;
    await this.fleet.ledger.oblige({ key: `recover:${id}`, owner: "owner", action, at: this.fleet.clock.now() });
  }

  private async recoverSibling(record: SessionRecord, signal: AbortSignal): Promise<void> {
    await whileFree(this.fleet.locks, record.agent, async () => {
      // Somebody else may have been here between the list and the lock.
      const open = await this.fleet.ledger.history.openSessions();
      if (open.some(({ id }) => id === record.id)) await this.recover(record, signal);
    });
  }

  /**
   * Ends one session. Safe to be killed in the middle of, and to be done again. `crash` is the outcome as the session's
   * own process saw it; missing where that process is gone.
   */
  async recover(
    record: SessionRecord,
    signal: AbortSignal,
    crash?: Outcome,
  ): Promise<{ outcome: Outcome; publication: Publication }> {
    const { ledger, clock } = this.fleet;
    const { publication, clean, remains, proof, ...found } = await this.salvage(record, signal);
    const outcome = found.outcome.kind === "crashed" ? (crash ?? found.outcome) : found.outcome;
    const usage = await this.usageOf(record);
    const at = clock.now();
    // Its item goes on from what it wrote, and not without that: for a day at most.
    const known = { ...usage, ...(clean ? retryOf(outcome) : { retryAt: at + HELD_BACK_MS }) };
    const { id, agent, item } = record;
    const told = { id, agent, ...(item && { title: item.title }), outcome, publication };
    const letters = await lettersOf(this.fleet, told, at);
    const made = { ...remains, ...(proof && { proof }) };
    await ledger.settle({ session: id, at, outcome, publication, letters, ...known, ...made });
    if (clean) await clearAway(this.fleet, { id, folder: this.fleet.folders.path(id), workspace: record.workspace });
    this.fleet.events.emit(subject(record), { type: "session.recovered", data: { lost: record.id, outcome } });
    return { outcome, publication };
  }

  /** Tokens and money that a dead session used, as its backend tells; without them, it is charged its reservation. */
  private async usageOf({ id, agent }: SessionRecord): Promise<Pick<Settlement, "usage" | "spent">> {
    const transcript = this.fleet.folders.transcript(this.fleet.folders.path(id));
    try {
      const usage = await this.backends.get(agent).used?.({ session: id, transcript });
      return usage ? { usage, ...pricedBy(usage) } : {};
    } catch {
      return {};
    }
  }

  private async salvage(record: SessionRecord, signal: AbortSignal): Promise<DeadSession> {
    const effects = await this.fleet.ledger.history.effects(record.id);
    const intended = effects.find((effect): effect is PublishEffect => effect.kind === "publish");
    if (intended) return this.finish(record, intended, signal);

    const { phase, item } = record;
    const outcome = {
      kind: "crashed",
      phase,
      reason: `its process ended during ${phase}${item ? `, on ${item.title}` : ""}`,
    } as const;
    if (await this.clones.isAstray(record))
      return { outcome, publication: await askForClone(this.fleet, record), clean: true };
    try {
      return { outcome, ...(await this.clones.rescue(record)), clean: true };
    } catch (thrown) {
      return { outcome, publication: await this.clones.leaveForPerson(record, messageOf(thrown)), clean: false };
    }
  }

  /** It had ended, and said how: only the publishing was cut short. */
  private async finish(record: SessionRecord, effect: PublishEffect, signal: AbortSignal): Promise<DeadSession> {
    const { outcome, proof } = effect.payload;
    const besides = await this.keptBesides(record);
    const publication = await this.published(effect, signal).catch(async (thrown: unknown): Promise<Publication> => {
      // The work is in the hub, and the intent in the ledger: later sessions try again, and a person is told.
      const reason = messageOf(thrown);
      await postpone(this.fleet, effect, { reason });
      return { kind: "pending", reason };
    });
    return proven({ outcome, publication, ...besides }, proof);
  }

  private async published(effect: PublishEffect, signal: AbortSignal): Promise<Publication> {
    const workspace = this.fleet.workspaces.get(effect.workspace);
    const hasArrived = effect.state === "confirmed" && effect.sent !== undefined;
    return hasArrived ? this.publisher.arrived(effect, workspace, effect.sent) : this.publisher.publish(effect, signal);
  }

  private async keptBesides(record: SessionRecord): Promise<Pick<DeadSession, "remains" | "clean">> {
    try {
      const collected = await this.clones.collected(record);
      return { ...(collected && { remains: remainsOf(collected) }), clean: true };
    } catch (thrown) {
      await this.clones.leaveForPerson(record, messageOf(thrown));
      return { clean: false };
    }
  }
}

const HELD_BACK_MS = 24 * 3_600_000;

const subject = ({ id, agent }: SessionRecord): Subject => ({ id, agent: { name: agent } });
