import type { AgentDefinition } from "../contracts/agent.ts";
import type { DueRecord } from "../contracts/due-record.ts";
import type { Fleet } from "../contracts/fleet.ts";
import type { SessionRecord } from "../contracts/fleet-history.ts";
import type { BudgetPolicy, Dispatch, DispatchPolicy, Situation } from "../contracts/policy.ts";
import { messageOf } from "../errors.ts";
import { type BackOff, backOffOf, PERSISTENT } from "../holds/backoff.ts";
import { headRoomOf, pauseOf } from "../holds/pause.ts";
import type { Standing } from "../holds/standing.ts";
import { counted } from "../text/wording.ts";
import { DueBook } from "./due-book.ts";
import type { Signals } from "./signals.ts";

export interface DueAgents {
  readonly situation: Situation;
  /** The dues of those that may run, by agent, oldest first. */
  readonly dues: ReadonlyMap<string, readonly DueRecord[]>;
  /** Sentences on why the other agents may not run, one each. */
  readonly held: readonly string[];
}

/** Agents to look at. */
export interface Scope {
  /** One agent; all of them when left out. */
  readonly only?: string;
  /** True when a person asks: then agents without a `when` are due as well. */
  readonly asked: boolean;
}

type Signalling = Pick<Signals, "of" | "anything"> & Partial<Pick<Signals, "troubles">>;

interface Policies {
  readonly dispatch: DispatchPolicy;
  readonly budget: BudgetPolicy;
  /** Policy that decides where `dispatch` throws, or gives an answer that is none. */
  readonly fallback?: DispatchPolicy;
  /** Holds against agents, whatever they are due for; no agent is held when left out. */
  readonly standing?: Pick<Standing, "against">;
}

/** List of the agents that are due and may run, and of those that must wait, with the reason. */
export class Roster {
  readonly book: DueBook;
  private readonly fleet: Fleet;
  private readonly policies: Policies;
  private readonly signals: Signalling;
  /** Error of the dispatch policy when it was asked last; null before it was. */
  private wrong: string | undefined | null = null;

  constructor(fleet: Fleet, signals: Signalling, policies: Policies) {
    this.fleet = fleet;
    this.policies = policies;
    this.signals = signals;
    this.book = new DueBook(fleet, signals, async (agent) => (await policies.standing?.against(agent)) !== undefined);
  }

  /** Errors of sources that could not be asked whether they make an agent due. */
  get troubles(): readonly string[] {
    return this.signals.troubles ?? [];
  }

  async findDue({ only, asked }: Scope): Promise<DueAgents> {
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
      for (const due of own) await this.holdBack(agent, due, back);
    }
    const busy = open.map(({ agent }) => agent);
    const situation = { now: clock.now(), agents: ready, dues: Object.fromEntries(dues), busy, lastStart, slots };
    return { situation, dues, held };
  }

  /** Decides which agent to start now, and notes on the dues that must wait what they wait for. */
  async decide({ situation, dues }: Pick<DueAgents, "situation" | "dues">): Promise<Dispatch> {
    const decided = await this.decided(await this.withWork(situation));
    for (const due of (decided.idle ?? []).flatMap((agent) => dues.get(agent) ?? []))
      await this.fleet.ledger.skip(due.agent, due, "no item is ready");
    if (decided.kind === "rest")
      for (const due of [...dues.values()].flat()) await this.fleet.ledger.wait(due.id, decided.reason);
    return decided;
  }

  /** By the policy of its files; by the one that comes with midwatch where that cannot say, until it can. */
  private async decided(situation: Situation): Promise<Dispatch> {
    const { dispatch, fallback } = this.policies;
    try {
      const decided = await dispatch.decide(situation);
      await this.observe(undefined);
      return decided;
    } catch (thrown) {
      if (!fallback) throw thrown;
      await this.observe(`the dispatch policy cannot decide: ${messageOf(thrown)}; the built-in one does until it can`);
      const decided = await fallback.decide(situation);
      return { ...decided, reason: `${decided.reason}, by the built-in dispatch policy` };
    }
  }

  /** Once for as long as it lasts. */
  private async observe(wrong: string | undefined): Promise<void> {
    if (!this.policies.fallback || this.wrong === wrong) return;
    const known = await this.fleet.ledger.history.incidents();
    this.wrong = wrong;
    if (wrong === undefined && !known.some(({ report }) => report.check === DISPATCH)) return;
    const report = {
      check: DISPATCH,
      status: wrong === undefined ? "pass" : "fail",
      detail: wrong ?? "it decides again",
      needsPerson: true,
    } as const;
    const run = { check: DISPATCH, subject: "", at: this.fleet.clock.now(), reports: [report] };
    await this.fleet.ledger.incidents.observe(run);
  }

  private async withWork(situation: Situation): Promise<Situation> {
    if (this.policies.dispatch.asksForWork !== true) return situation;
    const ready: Record<string, readonly string[]> = {};
    for (const agent of situation.agents)
      ready[agent.name] = await this.signals.anything(agent, situation.dues[agent.name]);
    return { ...situation, ready };
  }

  /** Reason and end of the wait of an agent that is due; undefined when it may run. */
  private async heldBack(agent: AgentDefinition, lastStart: Record<string, number>): Promise<BackOff | undefined> {
    const { ledger, clock } = this.fleet;
    const sessions = await ledger.history.sessions({ agent: agent.name, limit: RECENT_SESSIONS });
    const [last] = sessions;
    if (last) lastStart[agent.name] = last.startedAt;
    const latest = await ledger.history.sessions({ backend: agent.backend.use, limit: RECENT_SESSIONS });
    const now = clock.now();
    const against = await this.policies.standing?.against(agent);
    // The budget policy may be what cannot say.
    if (against && against.until > now) return against;
    const headRoom = headRoomOf(latest, this.policies.budget.caps(agent).headRoom ?? 0, now);
    const waits = [pauseOf(latest, now), headRoom, backOffOf(sessions), gapAfter(last, agent)];
    return waits.find((wait) => wait !== undefined && wait.until > now);
  }

  /**
   * A due that would come too late by waiting is skipped; any other waits, and says for what. So does one that
   * something has brought which is still there: skipped, it would be brought again at the next look.
   */
  private holdBack({ when }: AgentDefinition, due: DueRecord, { until, reason }: BackOff): Promise<void> {
    const { ledger } = this.fleet;
    const isBrought = when?.rules.some(({ kind, text }) => kind === "on" && text === due.rule) ?? false;
    return isBrought || (due.until ?? 0) > until ? ledger.wait(due.id, reason) : ledger.skip(due.agent, due, reason);
  }
}

const DISPATCH = "dispatch";

/** Enough to tell how long a row of failures is, as far as that makes a difference. */
const RECENT_SESSIONS = 2 * PERSISTENT;

/** End of the gap that an agent asks for between its sessions; undefined when it asks for none. */
export function gapAfter(
  last: Pick<SessionRecord, "startedAt" | "endedAt"> | undefined,
  agent: AgentDefinition,
): BackOff | undefined {
  const gap = agent.when?.minGap ?? 0;
  if (gap === 0 || !last) return undefined;
  const until = (last.endedAt ?? last.startedAt) + gap;
  return {
    until,
    reason: `${agent.name} rests until ${new Date(until).toISOString()}: its min-gap is ${counted(gap / 60_000, "minute")}`,
  };
}
