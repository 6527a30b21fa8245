import type { AgentDefinition } from "../contracts/agent.ts";
import type { Dispatch, Situation } from "../contracts/policy.ts";
import type { Due } from "../contracts/session.ts";
import { localDays } from "./local-days.ts";
import type { PlanInput, PlannedDue } from "./planned.ts";
import { PlannedBudget } from "./planned-budget.ts";
import { type OpenDue, type PlannedSession, RehearsedAgent } from "./rehearsed-agent.ts";
import { Timeline } from "./timeline.ts";

const NEVER = Number.POSITIVE_INFINITY;

/** Dues from a moment on, planned by the rules, the dispatch policy, the slots, the gaps, the caps and the stops. */
export function rehearse(input: PlanInput): Promise<readonly PlannedDue[]> {
  return new Rehearsal(input).play();
}

/** Plays the time: one step for each moment at which something comes, ends, or has waited for long enough. */
class Rehearsal {
  private readonly input: PlanInput;
  private readonly agents: readonly RehearsedAgent[];
  private readonly timeline: Timeline;
  private readonly budget: PlannedBudget;
  private readonly dayOf: (at: number) => string;
  private readonly planned: PlannedDue[] = [];
  private readonly lastStart: Record<string, number> = {};
  /** The first of the moments until which an agent is held back. */
  private released = NEVER;

  constructor(input: PlanInput) {
    this.input = input;
    this.agents = input.agents.map((agent) => new RehearsedAgent(agent, input.from));
    const agents = input.agents.map(({ agent }) => agent);
    this.timeline = new Timeline(agents, input);
    this.budget = new PlannedBudget(input);
    this.dayOf = localDays(input.zone);
    for (const { name, last } of this.agents) if (last) this.lastStart[name] = last.startedAt;
  }

  async play(): Promise<readonly PlannedDue[]> {
    const { from, to } = this.input;
    for (let now = from; now < to; now = this.nextStep(now)) {
      this.endSessions(now);
      this.accrue(now);
      for (const agent of this.agents)
        for (const due of agent.takeLapsed(now)) this.end(agent, due, lapsed(agent, due));
      const waiting = this.startAll(now);
      if (waiting) await waiting;
    }
    for (const agent of this.agents)
      for (const due of agent.pending) this.end(agent, due, { fate: "waits", reason: due.waitsFor });
    return this.planned.toSorted((a, b) => a.at - b.at);
  }

  private nextStep(now: number): number {
    let next = Math.min(this.timeline.next, this.released);
    for (const { session, pending } of this.agents) {
      if (session && session.until < next) next = session.until;
      for (const { until } of pending) if (until > now && until < next) next = until;
    }
    return next;
  }

  private endSessions(now: number): void {
    for (const agent of this.agents) {
      const { session, name, known } = agent;
      if (!session || session.until > now) continue;
      if (session.asked > 0) this.budget.add(name, session.day, known.habit.micros - session.asked);
      agent.last = { startedAt: session.startedAt, endedAt: session.until };
      agent.session = undefined;
      this.follow(name, now);
    }
  }

  /** Those that come after another's session, which is expected to end well. */
  private follow(ended: string, now: number): void {
    for (const agent of this.agents)
      for (const rule of agent.known.agent.when?.rules ?? [])
        if (rule.kind === "after" && rule.agent === ended)
          agent.becomesDue({ rule: rule.text, from: now, until: now + this.input.catchUp });
  }

  private accrue(now: number): void {
    if (this.timeline.next > now) return;
    for (const { agent, rule, at, until } of this.timeline.takeAt(now))
      this.agents[agent]?.becomesDue({ rule: rule.text, from: at, until });
  }

  /** A promise only where the policy has to be waited for: most answer at once, many thousand times. */
  private startAll(now: number): Promise<void> | undefined {
    this.released = NEVER;
    while (this.isAnyoneDue()) {
      const situation = this.situation(now);
      if (situation.agents.length === 0) return undefined;
      const decided = this.input.dispatch.decide(situation);
      if ("then" in decided)
        return decided.then((late) => (this.obey(late, situation) ? this.startAll(now) : undefined));
      if (!this.obey(decided, situation)) return undefined;
    }
    return undefined;
  }

  private isAnyoneDue(): boolean {
    for (const { pending } of this.agents) if (pending.length > 0) return true;
    return false;
  }

  /** Carries out a decision. True when another agent may be started. */
  private obey(decided: Dispatch, situation: Situation): boolean {
    if (decided.kind === "rest") this.wait(situation, decided.reason);
    else {
      const agent = this.agents.find(({ name }) => name === decided.agent.name);
      if (agent) this.open(agent, situation.now);
    }
    return decided.kind === "run";
  }

  /** Agents that are due and may run, and the rest of the dispatch policy's question. */
  private situation(now: number): Situation {
    const agents: AgentDefinition[] = [];
    const busy: string[] = [];
    const dues: Record<string, readonly Due[]> = {};
    for (const agent of this.agents) {
      if (agent.session) busy.push(agent.name);
      if (agent.pending.length === 0 || this.isHeld(agent, now)) continue;
      agents.push(agent.known.agent);
      dues[agent.name] = agent.pending;
    }
    return { now, agents, dues, slots: this.input.slots, busy, lastStart: this.lastStart };
  }

  /** True when the agent must wait. Dues that would lapse by then are skipped; the others wait, and say for what. */
  private isHeld(agent: RehearsedAgent, now: number): boolean {
    const hold = agent.holdAt(now);
    if (!hold) return false;
    const { reason, until } = hold;
    for (const due of agent.takeLapsed(until)) this.end(agent, due, { fate: "skipped", reason });
    for (const due of agent.pending) due.waitsFor = reason;
    if (agent.pending.length > 0 && until < this.released) this.released = until;
    return true;
  }

  private wait({ agents }: Situation, reason: string): void {
    for (const { known, pending } of this.agents)
      if (agents.includes(known.agent)) for (const due of pending) due.waitsFor = reason;
  }

  private open(agent: RehearsedAgent, now: number): void {
    const { pending, name, known, asked } = agent;
    const due = pending.find(({ duty }) => duty) ?? pending[0];
    agent.pending = [];
    const day = this.dayOf(now);
    const reason = known.stopped ?? this.budget.refusal(name, day, { asked, caps: known.caps });
    if (reason !== undefined) for (const each of pending) this.end(agent, each, { fate: "skipped", reason });
    else if (due) this.begin(agent, due, { startedAt: now, until: now + known.habit.ms, day, asked });
    for (const other of pending)
      if (reason === undefined && due && other !== due)
        this.end(agent, other, { fate: "coalesced", reason: `covered by the session for ${due.rule}` });
  }

  private begin(agent: RehearsedAgent, due: OpenDue, session: PlannedSession): void {
    const { startedAt, until, day, asked } = session;
    this.budget.add(agent.name, day, asked);
    this.lastStart[agent.name] = startedAt;
    agent.session = session;
    agent.last = { startedAt };
    const micros = asked === 0 ? 0 : agent.known.habit.micros;
    const times = { startsAt: startedAt, endsAt: until, micros };
    this.end(agent, due, { fate: "runs", reason: due.waitsFor, ...times });
  }

  private end({ name }: RehearsedAgent, { rule, from }: OpenDue, became: Became): void {
    const { fate, reason, startsAt, endsAt, micros = 0 } = became;
    const day = this.dayOf(startsAt ?? from);
    const planned = { agent: name, rule, at: from, fate, reason, day, micros };
    if (startsAt === undefined || endsAt === undefined) this.planned.push(planned);
    else this.planned.push({ ...planned, startsAt, endsAt });
  }
}

type Became = Pick<PlannedDue, "fate" | "reason"> & Partial<PlannedDue>;

/** Fate of a due that has lapsed: its agent was at work all the while, or nothing ran it. */
function lapsed({ name, session }: RehearsedAgent, { from, waitsFor }: OpenDue): Became {
  if (!session || session.startedAt > from) return { fate: "missed", reason: waitsFor };
  const since = new Date(session.startedAt).toISOString();
  return { fate: "coalesced", reason: `${name} runs from ${since} until it is too late for this due` };
}
