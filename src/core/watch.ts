import { spentBy } from "./budget.ts";
import type { AgentDefinition } from "./contracts/agent.ts";
import type { Fleet } from "./contracts/fleet.ts";
import type { Lock } from "./contracts/host.ts";
import type { DueRecord } from "./contracts/ledger.ts";
import type { Dispatch } from "./contracts/policy.ts";
import type { Due, Ended, OutcomeKind, Rested, Session } from "./contracts/session.ts";
import { type Asked, dueNow } from "./due.ts";
import { messageOf } from "./errors.ts";
import { Halts } from "./halts.ts";
import { INBOX } from "./inbox-source.ts";
import type { Opening } from "./opening.ts";
import { pauseOf, retryOf } from "./pause.ts";
import { noteFailures } from "./persistent-failure.ts";
import { agentLock, type Recovery } from "./recovery.ts";
import type { Looked, Roster } from "./roster.ts";
import type { SessionRunner } from "./session-runner.ts";

/** Who is to be started now, and for which due. */
export type Next = Dispatch & { readonly kind: "run"; readonly due: string | undefined };

/** What a watch works with, besides the fleet. */
interface Crew {
  readonly roster: Roster;
  readonly opening: Opening;
  readonly runner: SessionRunner;
  readonly recovery: Recovery;
}

/** Puts agents on watch. One call is at most one session. */
export class Watch {
  readonly roster: Roster;
  private readonly fleet: Fleet;
  private readonly halts: Halts;
  private readonly crew: Crew;

  constructor(fleet: Fleet, crew: Crew) {
    this.fleet = fleet;
    this.roster = crew.roster;
    this.halts = new Halts(fleet);
    this.crew = crew;
  }

  /** Whoever is due and the dispatch policy says; or that agent, if it is due. */
  async tick(signal: AbortSignal, only?: string): Promise<Ended | Rested> {
    const looked = await this.roster.look({ asked: true, ...(only !== undefined && { only }) });
    const decided = await this.roster.decide(looked);
    if (decided.kind === "rest") {
      await this.recoverDead(signal);
      return { ...decided, reason: await this.whyRest(decided.reason, looked) };
    }
    const due = mostWanted(looked.dues.get(decided.agent.name));
    const reason = `${decided.reason}${due?.duty ? "; the due is its duty" : ""}`;
    const taken = due ? { ...due, reason } : await this.dueNow(decided.agent, { rule: "tick" });
    return this.take(decided.agent, taken, signal);
  }

  /** Who is due and to be started now, besides those that are at work; what is `left` is left alone for now. */
  async next(
    atWork: readonly string[],
    left: (agent: string, due: string | undefined) => boolean,
  ): Promise<Next | (Dispatch & { readonly kind: "rest" })> {
    const { situation, dues } = await this.roster.look({ asked: false });
    const busy = [...new Set([...situation.busy, ...atWork])];
    const agents = situation.agents.filter(({ name }) => !left(name, mostWanted(dues.get(name))?.id));
    const theirs = new Map(agents.map(({ name }) => [name, dues.get(name) ?? []]));
    const decided = await this.roster.decide({ situation: { ...situation, busy, agents }, dues: theirs });
    return decided.kind === "rest" ? decided : { ...decided, due: mostWanted(dues.get(decided.agent.name))?.id };
  }

  /** That agent, now. */
  async run(agent: AgentDefinition, asked: Asked, signal: AbortSignal): Promise<Ended | Rested> {
    return this.take(agent, await this.dueNow(agent, asked), signal);
  }

  /** Ends every session whose process is gone, and opens none: what it wrote is not to wait for the next due. */
  async recoverDead(signal: AbortSignal): Promise<void> {
    const open = await this.fleet.ledger.history.openSessions();
    const dead = open.filter(({ process }) => !this.fleet.processes.isAlive(process));
    for (const { agent } of dead) await this.salvageOf(agent, signal);
  }

  /** The same, for one agent. */
  async salvageOf(agent: string, signal: AbortSignal): Promise<void> {
    const lock = await this.fleet.locks.tryHold(agentLock(agent));
    if (!lock) return;
    try {
      await this.crew.recovery.recoverAll(agent, signal);
    } finally {
      lock.release();
    }
  }

  private dueNow(agent: AgentDefinition, asked: Asked): Promise<Due> {
    return dueNow(this.fleet, agent, asked);
  }

  private async whyRest(reason: string, { held }: Looked): Promise<string> {
    if (held.length > 0) return held.join("; ");
    const next = await this.roster.book.next();
    return next === undefined ? reason : `${reason}; the next due is at ${new Date(next).toISOString()}`;
  }

  private async take(agent: AgentDefinition, due: Due, signal: AbortSignal): Promise<Ended | Rested> {
    const lock = await this.lock(agent, due);
    if (!lock) return this.busy(agent, due, await this.holder(agent.name));
    try {
      await this.crew.recovery.recoverAll(agent.name, signal);
      const stopped = await this.halts.here(agent);
      if (stopped !== undefined) return await this.stopped(agent, due, stopped);
      const pause = await this.pause(agent);
      if (pause !== undefined) return await this.rest(agent, due, pause);
      const session = await this.crew.opening.open(agent, due, lock);
      return "kind" in session ? session : await this.close(await this.play(session, signal));
    } finally {
      lock.release();
    }
  }

  /** A lock that cannot even be tried for is for a person to mend; until then the due is not forgotten. */
  private async lock(agent: AgentDefinition, due: Due): Promise<Lock | undefined> {
    try {
      return await this.fleet.locks.tryHold(agentLock(agent.name));
    } catch (thrown) {
      await this.fleet.ledger.skip(agent.name, due, `could not be locked: ${messageOf(thrown)}`);
      throw thrown;
    }
  }

  private async holder(agent: string): Promise<string> {
    const open = (await this.fleet.ledger.history.openSessions()).find((record) => record.agent === agent);
    if (!open) return `${agent} is just being started by somebody else`;
    return `${agent} has been at work since ${new Date(open.startedAt).toISOString()} in session ${open.id}`;
  }

  private async busy(agent: AgentDefinition, due: Due, reason: string): Promise<Rested> {
    const { ledger } = this.fleet;
    await (due.until === undefined
      ? ledger.skip(agent.name, due, `busy: ${reason}`)
      : ledger.wait(due.id, `busy: ${reason}`));
    return { kind: "busy", reason };
  }

  private async pause(agent: AgentDefinition): Promise<string | undefined> {
    const latest = await this.fleet.ledger.history.sessions({ backend: agent.backend.use, limit: LATEST });
    return pauseOf(latest, this.fleet.clock.now())?.reason;
  }

  private async stopped(agent: AgentDefinition, due: Due, reason: string): Promise<Rested> {
    await this.fleet.ledger.skip(agent.name, due, reason);
    return { kind: "rest", reason };
  }

  private async rest(agent: AgentDefinition, due: Due, reason: string): Promise<Rested> {
    const { ledger } = this.fleet;
    await (due.until === undefined ? ledger.skip(agent.name, due, reason) : ledger.wait(due.id, reason));
    return { kind: "rest", reason };
  }

  private async play(session: Session, signal: AbortSignal): Promise<Ended> {
    const { due } = session;
    const { name: contained } = this.fleet.processes.containment;
    const data = { due: due.rule, reason: due.reason, contained };
    this.fleet.events.emit(session, { type: "session.started", data });
    using over = new Over();
    return await this.crew.runner.run(session, AbortSignal.any([signal, this.halts.watch(session.agent, over.signal)]));
  }

  /** The last word. A session that crashed is ended the way a dead one is: by recovery. */
  private async close(ended: Ended): Promise<Ended> {
    const last = ended.outcome.kind === "crashed" ? await this.salvage(ended) : await this.settle(ended);
    const { outcome, publication } = last;
    await noteFailures(this.fleet.ledger, ended.agent.name, this.fleet.clock.now());
    this.fleet.events.emit(ended, { type: "session.ended", data: { outcome, publication } });
    return last;
  }

  private async settle(ended: Ended): Promise<Ended> {
    const { ledger, clock, folders, workspaces } = this.fleet;
    const { id, outcome, publication } = ended;
    const usage = { ...(ended.result && { usage: ended.result.usage }), ...spentBy(ended.result) };
    await ledger.settle({ session: id, at: clock.now(), outcome, publication, ...usage, ...retryOf(outcome) });
    await this.finishMessage(ended);
    await workspaces.get(ended.agent.workspace).preserve(folders.clone(ended.folder), ended.agent.name);
    await folders.drop(ended.folder);
    return ended;
  }

  /** A request whose item has come to an end is kept with those that were answered. */
  private async finishMessage({ agent, item, outcome }: Ended): Promise<void> {
    if (item?.source === INBOX && ENDS.includes(outcome.kind)) await this.fleet.inbox.finish(agent.name, item.id);
  }

  private async salvage(ended: Ended): Promise<Ended> {
    const record = (await this.fleet.ledger.history.openSessions()).find(({ id }) => id === ended.id);
    if (!record) return ended;
    const { outcome, publication } = await this.crew.recovery.recover(record, AbortSignal.timeout(300_000));
    const crashed = outcome.kind === "crashed" ? ended.outcome : outcome;
    return { ...ended, outcome: crashed, publication };
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

const ENDS: readonly OutcomeKind[] = ["done", "waiting", "blocked", "not-viable"];

/** Some of a backend's latest sessions may never have come to it. */
const LATEST = 10;

/** A duty first, whichever came first of several: one session covers them all. */
const mostWanted = (dues: readonly DueRecord[] = []): DueRecord | undefined => dues.find(({ duty }) => duty) ?? dues[0];
