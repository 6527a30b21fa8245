import { type BackOff, backOffOf, PERSISTENT } from "./backoff.ts";
import type { AgentDefinition } from "./contracts/agent.ts";
import type { Fleet } from "./contracts/fleet.ts";
import type { DueRecord, SessionRecord } from "./contracts/ledger.ts";
import type { BudgetPolicy, Dispatch, DispatchPolicy, Situation } from "./contracts/policy.ts";
import { DueBook } from "./dues/due-book.ts";
import { headRoomOf, pauseOf } from "./pause.ts";
import type { Signals } from "./signals.ts";

export interface Looked {
  readonly situation: Situation;
  /** The dues of those that may run, by agent, oldest first. */
  readonly dues: ReadonlyMap<string, readonly DueRecord[]>;
  /** Why the others do not, a sentence each. */
  readonly held: readonly string[];
}

/** Who is to be looked at. */
export interface Scope {
  /** One agent; all of them when left out. */
  readonly only?: string;
  /** Whether agents without a `when` are due as well, because somebody asks. */
  readonly asked: boolean;
}

type Signalling = Pick<Signals, "of" | "anything"> & Partial<Pick<Signals, "troubles">>;

interface Policies {
  readonly dispatch: DispatchPolicy;
  readonly budget: BudgetPolicy;
}

/** Who is due and may run, and who has to wait for what. */
export class Roster {
  readonly book: DueBook;
  private readonly fleet: Fleet;
  private readonly policies: Policies;
  private readonly signals: Signalling;

  constructor(fleet: Fleet, signals: Signalling, policies: Policies) {
    this.fleet = fleet;
    this.policies = policies;
    this.signals = signals;
    this.book = new DueBook(fleet, signals);
  }

  /** What could not be asked whether it makes anybody due. */
  get troubles(): readonly string[] {
    return this.signals.troubles ?? [];
  }

  async look({ only, asked }: Scope): Promise<Looked> {
    const { ledger, clock, agents, slots, processes } = this.fleet;
    const pending = await this.book.update();
    const open = (await ledger.history.openSessions()).filter(({ process }) => processes.isAlive(process));
    const ready: AgentDefinition[] = [];
    const held: string[] = [];
    const dues = new Map<string, readonly DueRecord[]>();
    const lastStart: Record<string, number> = {};
    for (const agent of agents.filter(({ name }) => only === undefined || name === only)) {
      const own = pending.filter((due) => due.agent === agent.name);
      if (own.length === 0 && (agent.when !== undefined || !asked)) continue;
      const back = await this.heldBack(agent, lastStart);
      if (!back) {
        ready.push(agent);
        dues.set(agent.name, own);
        continue;
      }
      held.push(back.reason);
      for (const due of own) await this.holdBack(due, back);
    }
    const busy = open.map(({ agent }) => agent);
    const situation = { now: clock.now(), agents: ready, dues: Object.fromEntries(dues), busy, lastStart, slots };
    return { situation, dues, held };
  }

  /** Who is to be started now; what is due and has to wait is told for what. */
  async decide({ situation, dues }: Pick<Looked, "situation" | "dues">): Promise<Dispatch> {
    const decided = await this.policies.dispatch.decide(await this.withWork(situation));
    for (const due of (decided.idle ?? []).flatMap((agent) => dues.get(agent) ?? []))
      await this.fleet.ledger.skip(due.agent, due, "nothing to do: its CASCADE has nothing that is ready");
    if (decided.kind === "rest")
      for (const due of [...dues.values()].flat()) await this.fleet.ledger.wait(due.id, decided.reason);
    return decided;
  }

  private async withWork(situation: Situation): Promise<Situation> {
    if (this.policies.dispatch.asksForWork !== true) return situation;
    const ready: Record<string, readonly string[]> = {};
    for (const agent of situation.agents)
      ready[agent.name] = await this.signals.anything(agent, situation.dues[agent.name]);
    return { ...situation, ready };
  }

  /** What an agent that is due has to wait for; undefined when it may run. */
  private async heldBack(agent: AgentDefinition, lastStart: Record<string, number>): Promise<BackOff | undefined> {
    const { ledger, clock } = this.fleet;
    const sessions = await ledger.history.sessions({ agent: agent.name, limit: LOOKED_AT });
    const [last] = sessions;
    if (last) lastStart[agent.name] = last.startedAt;
    const latest = await ledger.history.sessions({ backend: agent.backend.use, limit: LOOKED_AT });
    const now = clock.now();
    const headRoom = headRoomOf(latest, this.policies.budget.caps(agent).headRoom ?? 0, now);
    const waits = [pauseOf(latest, now), headRoom, backOffOf(sessions), gapAfter(last, agent)];
    return waits.find((wait) => wait !== undefined && wait.until > now);
  }

  /** A due that would come too late by waiting is skipped; any other waits, and says for what. */
  private holdBack(due: DueRecord, { until, reason }: BackOff): Promise<void> {
    const { ledger } = this.fleet;
    return (due.until ?? 0) <= until ? ledger.skip(due.agent, due, reason) : ledger.wait(due.id, reason);
  }
}

/** Enough to tell how long a row of failures is, as far as that makes a difference. */
const LOOKED_AT = 2 * PERSISTENT;

/** What an agent that asks for a gap between its sessions has to wait for; undefined when it asks for none. */
export function gapAfter(
  last: Pick<SessionRecord, "startedAt" | "endedAt"> | undefined,
  agent: AgentDefinition,
): BackOff | undefined {
  const gap = agent.when?.minGap ?? 0;
  if (gap === 0 || !last) return undefined;
  const until = (last.endedAt ?? last.startedAt) + gap;
  return {
    until,
    reason: `${agent.name} rests until ${new Date(until).toISOString()}: its min-gap is ${gap / 60_000} minutes`,
  };
}
