import { reservedFor } from "../budget/budget.ts";
import { DUTY } from "../contracts/agent.ts";
import type { Due } from "../contracts/session.ts";
import { AS_SCHEDULED } from "../dues/accrual.ts";
import { gapAfter } from "../dues/roster.ts";
import type { BackOff } from "../holds/backoff.ts";
import type { PlannedAgent } from "./planned.ts";

/** A due that has come to no end yet; while it waits, the reason says for what. */
export interface OpenDue extends Due {
  readonly until: number;
  waitsFor: string;
}

/** A session of the plan. */
export interface PlannedSession {
  readonly startedAt: number;
  readonly until: number;
  /** Day that its cost counts for, and the micro-dollars reserved. */
  readonly day: string;
  readonly asked: number;
}

const NEVER = Number.POSITIVE_INFINITY;
const NO_DUES: readonly OpenDue[] = [];

/** One agent as the plan goes on: its dues, and its session. */
export class RehearsedAgent {
  readonly known: PlannedAgent;
  readonly name: string;
  /** Micro-dollars reserved for each of its sessions. */
  readonly asked: number;
  pending: OpenDue[];
  session: PlannedSession | undefined;
  last: PlannedAgent["last"];
  private readonly isDuty: boolean;
  private count = 0;

  constructor(known: PlannedAgent, now: number) {
    const { agent, pending, last, habit } = known;
    this.known = known;
    this.name = agent.name;
    this.asked = reservedFor(known);
    this.isDuty = agent.work.includes(DUTY);
    this.pending = pending.map((due) => ({ ...due, until: due.until ?? NEVER, waitsFor: due.reason }));
    this.last = last;
    // One that has taken longer than usual may end any moment. What it has reserved is counted already.
    const until = Math.max((last?.startedAt ?? now) + habit.ms, now + 60_000);
    this.session = known.isAtWork ? { startedAt: last?.startedAt ?? now, until, day: "", asked: 0 } : undefined;
  }

  becomesDue({ rule, from, until }: Pick<OpenDue, "rule" | "from" | "until">): void {
    this.count += 1;
    const id = `${this.name}/${this.count}`;
    this.pending.push({ id, rule, from, until, duty: this.isDuty, reason: AS_SCHEDULED, waitsFor: "" });
  }

  /** Hold of an agent that is not at work; undefined when it may run. */
  holdAt(now: number): BackOff | undefined {
    if (this.session) return undefined;
    const { held, agent } = this.known;
    if (held && held.until > now) return held;
    const gap = gapAfter(this.last, agent);
    return gap && gap.until > now ? gap : undefined;
  }

  /** Takes the dues out that it is too late for at a moment. */
  takeLapsed(at: number): readonly OpenDue[] {
    if (this.pending.length === 0 || this.pending.every(({ until }) => until > at)) return NO_DUES;
    const lapsed = this.pending.filter(({ until }) => until <= at);
    this.pending = this.pending.filter(({ until }) => until > at);
    return lapsed;
  }
}
