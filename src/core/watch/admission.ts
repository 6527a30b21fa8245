import type { AgentDefinition } from "../contracts/agent.ts";
import type { Fleet } from "../contracts/fleet.ts";
import type { Lock } from "../contracts/locks.ts";
import type { Due, Rested } from "../contracts/session.ts";
import { messageOf } from "../errors.ts";
import { pauseOf } from "../holds/pause.ts";
import type { StopOrders } from "../holds/stop-orders.ts";
import { agentLock } from "../session/agent-lock.ts";

/** Some of a backend's latest sessions may never have come to it. */
const RECENT_SESSIONS = 10;

/** Lets an agent start on a due, or not: the reason why not is kept with the due. */
export class Admission {
  private readonly fleet: Fleet;
  private readonly stopOrders: StopOrders;

  constructor(fleet: Fleet, stopOrders: StopOrders) {
    this.fleet = fleet;
    this.stopOrders = stopOrders;
  }

  /** Answers when the agent is stopped, or its backend paused. */
  async refuse(agent: AgentDefinition, due: Due): Promise<Rested | undefined> {
    const stopped = await this.stopOrders.local(agent);
    if (stopped !== undefined) return this.skip(agent, due, stopped);
    const pause = await this.pause(agent);
    return pause === undefined ? undefined : this.wait(agent, due, pause);
  }

  /** A lock that cannot even be tried for is for a person to mend; until then the due is not forgotten. */
  async lock(agent: AgentDefinition, due: Due): Promise<Lock | undefined> {
    try {
      return await this.fleet.locks.tryHold(agentLock(agent.name));
    } catch (thrown) {
      await this.fleet.ledger.skip(agent.name, due, `could not be locked: ${messageOf(thrown)}`);
      throw thrown;
    }
  }

  private async holder(agent: string): Promise<string> {
    const open = (await this.fleet.ledger.history.openSessions()).find((record) => record.agent === agent);
    if (!open) return `${agent} is being started by another process`;
    return `${agent} has been running since ${new Date(open.startedAt).toISOString()} in session ${open.id}`;
  }

  async busy({ name }: AgentDefinition, due: Due): Promise<Rested> {
    const { ledger } = this.fleet;
    const reason = await this.holder(name);
    await (due.until === undefined
      ? ledger.skip(name, due, `busy: ${reason}`)
      : ledger.wait(due.id, `busy: ${reason}`));
    return { kind: "busy", reason };
  }

  private async pause(agent: AgentDefinition): Promise<string | undefined> {
    const latest = await this.fleet.ledger.history.sessions({ backend: agent.backend.use, limit: RECENT_SESSIONS });
    return pauseOf(latest, this.fleet.clock.now())?.reason;
  }

  private async skip(agent: AgentDefinition, due: Due, reason: string): Promise<Rested> {
    await this.fleet.ledger.skip(agent.name, due, reason);
    return { kind: "rest", reason };
  }

  private async wait(agent: AgentDefinition, due: Due, reason: string): Promise<Rested> {
    const { ledger } = this.fleet;
    await (due.until === undefined ? ledger.skip(agent.name, due, reason) : ledger.wait(due.id, reason));
    return { kind: "rest", reason };
  }
}
