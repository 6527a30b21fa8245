import type { AgentDefinition } from "./contracts/agent.ts";
import type { Fleet } from "./contracts/fleet.ts";
import type { Lock } from "./contracts/host.ts";
import type { DispatchPolicy } from "./contracts/policy.ts";
import type { Due, Ended, Session } from "./contracts/session.ts";
import { type Asked, dueNow } from "./due.ts";
import { messageOf } from "./errors.ts";
import { pauseOf, retryOf } from "./pause.ts";
import { agentLock, type Recovery } from "./recovery.ts";
import type { SessionRunner } from "./session-runner.ts";

/** Why there was no session: somebody else has the agent, or nobody is due. */
export interface Rested {
  readonly kind: "busy" | "rest";
  readonly reason: string;
}

/** Puts agents on watch. One call is at most one session. */
export class Watch {
  private readonly fleet: Fleet;
  private readonly dispatch: DispatchPolicy;
  private readonly runner: SessionRunner;
  private readonly recovery: Recovery;

  constructor(fleet: Fleet, dispatch: DispatchPolicy, runner: SessionRunner, recovery: Recovery) {
    this.fleet = fleet;
    this.dispatch = dispatch;
    this.runner = runner;
    this.recovery = recovery;
  }

  /** Whoever the dispatch policy says. */
  async tick(signal: AbortSignal): Promise<Ended | Rested> {
    const { ledger, agents, clock } = this.fleet;
    const busy = (await ledger.history.openSessions()).filter(({ process }) => this.fleet.processes.isAlive(process));
    const latest = await Promise.all(agents.map(({ name }) => ledger.history.sessions({ agent: name, limit: 1 })));
    const lastStart = Object.fromEntries(latest.flat().map(({ agent, startedAt }) => [agent, startedAt]));
    const now = clock.now();
    const pauses = latest.flatMap(([last]) => pauseOf(last, now) ?? []);
    const ready = agents.filter((_, at) => !pauseOf(latest[at]?.[0], now));
    if (ready.length === 0 && pauses.length > 0) return { kind: "rest", reason: pauses.join("; ") };
    const decided = await this.dispatch.decide({ now, agents: ready, busy: busy.map(({ agent }) => agent), lastStart });
    return decided.kind === "rest" ? decided : this.run(decided.agent, { rule: "tick" }, signal);
  }

  /** That agent, now. */
  async run(agent: AgentDefinition, asked: Asked, signal: AbortSignal): Promise<Ended | Rested> {
    const due = await dueNow(this.fleet, agent, asked);
    const lock = await this.lock(agent, due);
    if (!lock) return this.busy(agent, due, await this.holder(agent.name));
    try {
      await this.recovery.recoverAll(agent.name, signal);
      const pause = await this.pause(agent.name);
      if (pause !== undefined) return await this.rest(agent, due, pause);
      const session = await this.open(agent, due, lock);
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
    await this.fleet.ledger.skip(agent.name, due, `busy: ${reason}`);
    return { kind: "busy", reason };
  }

  private async pause(agent: string): Promise<string | undefined> {
    const [last] = await this.fleet.ledger.history.sessions({ agent, limit: 1 });
    return pauseOf(last, this.fleet.clock.now());
  }

  private async rest(agent: AgentDefinition, due: Due, reason: string): Promise<Rested> {
    await this.fleet.ledger.skip(agent.name, due, reason);
    return { kind: "rest", reason };
  }

  private async open(agent: AgentDefinition, due: Due, lock: Lock): Promise<Session | Rested> {
    const { ledger, clock, folders, processes, slots } = this.fleet;
    const id = folders.newId();
    const startedAt = clock.now();
    const asked = { session: id, agent: agent.name, workspace: agent.workspace, due, at: startedAt, slots };
    const opened = await ledger.open({ ...asked, process: processes.self });
    if (!opened.ok) return { kind: "busy", reason: opened.reason };
    return { id, agent, due, fence: opened.fence, startedAt, folder: folders.path(id), lock };
  }

  private async play(session: Session, signal: AbortSignal): Promise<Ended> {
    const { due } = session;
    const { name: contained } = this.fleet.processes.containment;
    this.fleet.events.emit(session, {
      type: "session.started",
      data: { due: due.rule, reason: due.reason, contained },
    });
    return this.runner.run(session, signal);
  }

  /** The last word. A session that crashed is ended the way a dead one is: by recovery. */
  private async close(ended: Ended): Promise<Ended> {
    const last = ended.outcome.kind === "crashed" ? await this.salvage(ended) : await this.settle(ended);
    const { outcome, publication } = last;
    this.fleet.events.emit(ended, { type: "session.ended", data: { outcome, publication } });
    return last;
  }

  private async settle(ended: Ended): Promise<Ended> {
    const { ledger, clock, folders, workspaces } = this.fleet;
    const { id, outcome, publication } = ended;
    const usage = ended.result && { usage: ended.result.usage };
    await ledger.settle({ session: id, at: clock.now(), outcome, publication, ...usage, ...retryOf(outcome) });
    await workspaces.get(ended.agent.workspace).preserve(folders.clone(ended.folder), ended.agent.name);
    await folders.drop(ended.folder);
    return ended;
  }

  private async salvage(ended: Ended): Promise<Ended> {
    const record = (await this.fleet.ledger.history.openSessions()).find(({ id }) => id === ended.id);
    if (!record) return ended;
    const { outcome, publication } = await this.recovery.recover(record, AbortSignal.timeout(300_000));
    const crashed = outcome.kind === "crashed" ? ended.outcome : outcome;
    return { ...ended, outcome: crashed, publication };
  }
}
