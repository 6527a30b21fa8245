import type { AgentDefinition } from "../contracts/agent.ts";
import type { Dispatch, Situation } from "../contracts/policy.ts";
import type { Due } from "../contracts/session.ts";
import { localDays } from "./local-days.ts";
import type { PlannedDue, Prospect } from "./planned.ts";
import { type OpenDue, type PlannedSession, Seat } from "./seat.ts";
import { Timeline } from "./timeline.ts";
import { Wallet } from "./wallet.ts";

const NEVER = Number.POSITIVE_INFINITY;

/** Dues from a moment on, planned by the rules, the dispatch policy, the slots, the gaps, the caps and the stops. */
export function rehearse(prospect: Prospect): Promise<readonly PlannedDue[]> {
  return new Rehearsal(prospect).play();
}

/** Plays the time: one step for each moment at which something comes, ends, or has waited for long enough. */
class Rehearsal {
  private readonly prospect: Prospect;
  private readonly seats: readonly Seat[];
  private readonly timeline: Timeline;
  private readonly wallet: Wallet;
  private readonly dayOf: (at: number) => string;
  private readonly planned: PlannedDue[] = [];
  private readonly lastStart: Record<string, number> = {};
  /** The first of the moments until which an agent is held back. */
  private released = NEVER;

  constructor(prospect: Prospect) {
    this.prospect = prospect;
    this.seats = prospect.agents.map((agent) => new Seat(agent, prospect.from));
    const agents = prospect.agents.map(({ agent }) => agent);
    this.timeline = new Timeline(agents, prospect);
    this.wallet = new Wallet(prospect);
    this.dayOf = localDays(prospect.zone);
    for (const { name, last } of this.seats) if (last) this.lastStart[name] = last.startedAt;
  }

  async play(): Promise<readonly PlannedDue[]> {
    const { from, to } = this.prospect;
    for (let now = from; now < to; now = this.nextStep(now)) {
      this.endSessions(now);
      this.accrue(now);
      for (const seat of this.seats) for (const due of seat.takeLapsed(now)) this.end(seat, due, lapsed(seat, due));
      const waiting = this.startAll(now);
      if (waiting) await waiting;
    }
    for (const seat of this.seats)
      for (const due of seat.pending) this.end(seat, due, { fate: "waits", reason: due.waitsFor });
    return this.planned.toSorted((a, b) => a.at - b.at);
  }

  private nextStep(now: number): number {
    let next = Math.min(this.timeline.next, this.released);
    for (const { session, pending } of this.seats) {
      if (session && session.until < next) next = session.until;
      for (const { until } of pending) if (until > now && until < next) next = until;
    }
    return next;
  }

  private endSessions(now: number): void {
    for (const seat of this.seats) {
      const { session, name, known } = seat;
      if (!session || session.until > now) continue;
      if (session.asked > 0) this.wallet.add(name, session.day, known.habit.micros - session.asked);
      seat.last = { startedAt: session.startedAt, endedAt: session.until };
      seat.session = undefined;
      this.follow(name, now);
    }
  }

  /** Those that come after another's session, which is expected to end well. */
  private follow(ended: string, now: number): void {
    for (const seat of this.seats)
      for (const rule of seat.known.agent.when?.rules ?? [])
        if (rule.kind === "after" && rule.agent === ended)
          seat.becomesDue({ rule: rule.text, from: now, until: now + this.prospect.catchUp });
  }

  private accrue(now: number): void {
    if (this.timeline.next > now) return;
    for (const { agent, rule, at, until } of this.timeline.takeAt(now))
      this.seats[agent]?.becomesDue({ rule: rule.text, from: at, until });
  }

  /** A promise only where the policy has to be waited for: most answer at once, many thousand times. */
  private startAll(now: number): Promise<void> | undefined {
    this.released = NEVER;
    while (this.isAnyoneDue()) {
      const situation = this.situation(now);
      if (situation.agents.length === 0) return undefined;
      const decided = this.prospect.dispatch.decide(situation);
      if ("then" in decided)
        return decided.then((late) => (this.obey(late, situation) ? this.startAll(now) : undefined));
      if (!this.obey(decided, situation)) return undefined;
    }
    return undefined;
  }

  private isAnyoneDue(): boolean {
    for (const { pending } of this.seats) if (pending.length > 0) return true;
    return false;
  }

  /** Carries out a decision. True when another agent may be started. */
  private obey(decided: Dispatch, situation: Situation): boolean {
    if (decided.kind === "rest") this.wait(situation, decided.reason);
    else {
      const seat = this.seats.find(({ name }) => name === decided.agent.name);
      if (seat) this.open(seat, situation.now);
    }
    return decided.kind === "run";
  }

  /** Agents that are due and may run, and the rest of the dispatch policy's question. */
  private situation(now: number): Situation {
    const agents: AgentDefinition[] = [];
    const busy: string[] = [];
    const dues: Record<string, readonly Due[]> = {};
    for (const seat of this.seats) {
      if (seat.session) busy.push(seat.name);
      if (seat.pending.length === 0 || this.isHeld(seat, now)) continue;
      agents.push(seat.known.agent);
      dues[seat.name] = seat.pending;
    }
    return { now, agents, dues, slots: this.prospect.slots, busy, lastStart: this.lastStart };
  }

  /** True when the agent must wait. Dues that would lapse by then are skipped; the others wait, and say for what. */
  private isHeld(seat: Seat, now: number): boolean {
    const hold = seat.holdAt(now);
    if (!hold) return false;
    const { reason, until } = hold;
    for (const due of seat.takeLapsed(until)) this.end(seat, due, { fate: "skipped", reason });
    for (const due of seat.pending) due.waitsFor = reason;
    if (seat.pending.length > 0 && until < this.released) this.released = until;
    return true;
  }

  private wait({ agents }: Situation, reason: string): void {
    for (const { known, pending } of this.seats)
      if (agents.includes(known.agent)) for (const due of pending) due.waitsFor = reason;
  }

  private open(seat: Seat, now: number): void {
    const { pending, name, known, asked } = seat;
    const due = pending.find(({ duty }) => duty) ?? pending[0];
    seat.pending = [];
    const day = this.dayOf(now);
    const reason = known.stopped ?? this.wallet.refusal(name, day, { asked, caps: known.caps });
    if (reason !== undefined) for (const each of pending) this.end(seat, each, { fate: "skipped", reason });
    else if (due) this.begin(seat, due, { startedAt: now, until: now + known.habit.ms, day, asked });
    for (const other of pending)
      if (reason === undefined && due && other !== due)
        this.end(seat, other, { fate: "coalesced", reason: `covered by the session for ${due.rule}` });
  }

  private begin(seat: Seat, due: OpenDue, session: PlannedSession): void {
    const { startedAt, until, day, asked } = session;
    this.wallet.add(seat.name, day, asked);
    this.lastStart[seat.name] = startedAt;
    seat.session = session;
    seat.last = { startedAt };
    const micros = asked === 0 ? 0 : seat.known.habit.micros;
    const times = { startsAt: startedAt, endsAt: until, micros };
    this.end(seat, due, { fate: "runs", reason: due.waitsFor, ...times });
  }

  private end({ name }: Seat, { rule, from }: OpenDue, became: Became): void {
    const { fate, reason, startsAt, endsAt, micros = 0 } = became;
    const day = this.dayOf(startsAt ?? from);
    const planned = { agent: name, rule, at: from, fate, reason, day, micros };
    if (startsAt === undefined || endsAt === undefined) this.planned.push(planned);
    else this.planned.push({ ...planned, startsAt, endsAt });
  }
}

type Became = Pick<PlannedDue, "fate" | "reason"> & Partial<PlannedDue>;

/** Fate of a due that has lapsed: its agent was at work all the while, or nothing ran it. */
function lapsed({ name, session }: Seat, { from, waitsFor }: OpenDue): Became {
  if (!session || session.startedAt > from) return { fate: "missed", reason: waitsFor };
  const since = new Date(session.startedAt).toISOString();
  return { fate: "coalesced", reason: `${name} runs from ${since} until it is too late for this due` };
}
