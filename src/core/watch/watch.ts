import type { AgentDefinition } from "../contracts/agent.ts";
import type { DueRecord } from "../contracts/due-record.ts";
import type { Fleet } from "../contracts/fleet.ts";
import type { SessionRecord } from "../contracts/fleet-history.ts";
import type { Dispatch } from "../contracts/policy.ts";
import type { Due, Ended, Rested, Session } from "../contracts/session.ts";
import { type DueRequest, dueNow } from "../dues/due.ts";
import type { DueAgents, Roster } from "../dues/roster.ts";
import type { HealthMonitor } from "../health/monitor.ts";
import { StopOrders } from "../holds/stop-orders.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { UnsentEffects } from "../rescues/unsent.ts";
import { whileFree } from "../session/agent-lock.ts";
import { Closing } from "../session/closing.ts";
import type { Opening } from "../session/opening.ts";
import type { Recovery } from "../session/recovery.ts";
import type { SessionRunner } from "../session/session-runner.ts";
import { finishMessages } from "../work/inbox-source.ts";
import { Admission } from "./admission.ts";

/** Agent to be started now, and the due it is started for. */
export type Next = Dispatch & { readonly kind: "run"; readonly due: string | undefined };

/** Parts that a watch works with, besides the fleet. */
export interface WatchParts {
  readonly roster: Roster;
  readonly opening: Opening;
  readonly runner: SessionRunner;
  readonly recovery: Recovery;
  readonly unsent: UnsentEffects;
  readonly outbox: Outbox;
  readonly health: HealthMonitor;
}

/** Milliseconds that letters may keep a process that is about to end. The next process sends the rest. */
const LETTERS_MS = 5_000;
/** Milliseconds for letters where a person has said stop, and waits. */
const HURRIED_MS = 1_000;

/** Puts agents on watch. One call is at most one session. */
export class Watch {
  readonly roster: Roster;
  private readonly fleet: Fleet;
  private readonly stopOrders: StopOrders;
  private readonly admission: Admission;
  private readonly closing: Closing;
  private readonly parts: WatchParts;

  constructor(fleet: Fleet, parts: WatchParts) {
    this.fleet = fleet;
    this.roster = parts.roster;
    this.stopOrders = new StopOrders(fleet);
    this.admission = new Admission(fleet, this.stopOrders);
    this.closing = new Closing(fleet, parts);
    this.parts = parts;
  }

  /** Runs the agent that is due and that the dispatch policy chooses; or `only`, if it is due. */
  async tick(signal: AbortSignal, only?: string): Promise<Ended | Rested> {
    return this.sendLetters(await this.runNext(signal, only), signal);
  }

  private async runNext(signal: AbortSignal, only?: string): Promise<Ended | Rested> {
    const looked = await this.roster.findDue({ asked: true, ...(only !== undefined && { only }) });
    const decided = await this.roster.decide(looked);
    if (decided.kind === "rest") {
      await this.recoverDead(signal);
      await this.lookAfter(signal);
      return { ...decided, reason: await this.whyRest(decided.reason, looked) };
    }
    const due = mostWanted(looked.dues.get(decided.agent.name));
    const reason = `${decided.reason}${due?.duty ? "; the due is its duty" : ""}`;
    const taken = due ? { ...due, reason } : await dueNow(this.fleet, decided.agent, { rule: "tick" });
    return this.runDue(decided.agent, taken, signal);
  }

  /** Agent to be started now, besides those at work; agents that are `left` are passed over for now. */
  async next(
    atWork: readonly string[],
    left: (agent: string, due: string | undefined) => boolean,
  ): Promise<Next | (Dispatch & { readonly kind: "rest" })> {
    const { situation, dues } = await this.roster.findDue({ asked: false });
    const busy = [...new Set([...situation.busy, ...atWork])];
    const agents = situation.agents.filter(({ name }) => !left(name, mostWanted(dues.get(name))?.id));
    const theirs = new Map(agents.map(({ name }) => [name, dues.get(name) ?? []]));
    const decided = await this.roster.decide({ situation: { ...situation, busy, agents }, dues: theirs });
    return decided.kind === "rest" ? decided : { ...decided, due: mostWanted(dues.get(decided.agent.name))?.id };
  }

  /** Looks after the fleet's health, unless that was done a short while ago; also when no agent is due. */
  async lookAfter(signal: AbortSignal): Promise<void> {
    await this.parts.health.refresh(signal);
  }

  /** That agent, now. */
  async run(agent: AgentDefinition, asked: DueRequest, signal: AbortSignal): Promise<Ended | Rested> {
    return this.sendLetters(await this.runDue(agent, await dueNow(this.fleet, agent, asked), signal), signal);
  }

  /** Ends every session whose process is gone, and opens none: their work must not wait for the next due. */
  async recoverDead(signal: AbortSignal): Promise<void> {
    const open = await this.fleet.ledger.history.openSessions();
    const dead = open.filter(({ process }) => !this.fleet.processes.isAlive(process));
    for (const { agent } of dead) await this.salvageOf(agent, signal);
    await this.parts.recovery.clones.salvageAgain();
  }

  /**
   * Tries at once to send the waiting effects, of a session or of all. Answers with the reasons for those that cannot
   * be sent.
   */
  async sendNow(signal: AbortSignal, session?: Pick<SessionRecord, "id" | "workspace">): Promise<readonly string[]> {
    const { ledger, workspaces } = this.fleet;
    await ledger.hurry(session?.id);
    const reasons: string[] = [];
    for (const name of session ? [session.workspace] : workspaces.names)
      reasons.push(...(await this.parts.unsent.send(workspaces.get(name), signal)));
    return reasons;
  }

  /** The same, for one agent. */
  async salvageOf(agent: string, signal: AbortSignal): Promise<void> {
    await whileFree(this.fleet.locks, agent, () => this.parts.recovery.recoverAll(agent, signal));
  }

  /** Sends letters. The session is closed and its agent free by then: only this process waits. */
  private async sendLetters<Result extends Ended | Rested>(result: Result, signal: AbortSignal): Promise<Result> {
    const isHurried = signal.aborted || ("outcome" in result && result.outcome.kind === "stopped");
    const error = await this.parts.outbox.deliver(AbortSignal.timeout(isHurried ? HURRIED_MS : LETTERS_MS));
    if (error !== undefined && "outcome" in result)
      this.fleet.events.emit(result, { type: "trouble", data: { doing: "sending letters", error } });
    return result;
  }

  private async whyRest(reason: string, { held }: DueAgents): Promise<string> {
    const unheard = [...held, ...this.roster.troubles];
    if (unheard.length > 0) return unheard.join("; ");
    const next = await this.roster.book.next();
    return next === undefined ? reason : `${reason}; the next due is at ${new Date(next).toISOString()}`;
  }

  private async runDue(agent: AgentDefinition, due: Due, signal: AbortSignal): Promise<Ended | Rested> {
    const lock = await this.admission.lock(agent, due);
    if (!lock) return this.admission.busy(agent, due);
    try {
      await this.parts.recovery.recoverAll(agent.name, signal);
      await finishMessages(this.fleet, agent);
      const refused = await this.admission.refuse(agent, due);
      if (refused) return refused;
      const session = await this.parts.opening.open(agent, due, lock);
      return "kind" in session ? session : await this.closing.close(await this.runSession(session, signal));
    } finally {
      lock.release();
    }
  }

  private async runSession(session: Session, signal: AbortSignal): Promise<Ended> {
    const { due } = session;
    const { name: contained } = this.fleet.processes.containment;
    const data = { due: due.rule, reason: due.reason, contained };
    this.fleet.events.emit(session, { type: "session.started", data });
    using over = new Over();
    const halted = this.stopOrders.watch(session.agent, session.id, over.signal);
    return await this.parts.runner.run(session, AbortSignal.any([signal, halted]));
  }
}

/** Aborts when its block is left. */
class Over {
  private readonly controller = new AbortController();

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  [Symbol.dispose](): void {
    this.controller.abort();
  }
}

/** A duty first, whichever came first of several: one session covers them all. */
const mostWanted = (dues: readonly DueRecord[] = []): DueRecord | undefined => dues.find(({ duty }) => duty) ?? dues[0];
