import type { AgentDefinition } from "../contracts/agent.ts";
import type { Accrual, DueRecord } from "../contracts/due-record.ts";
import type { Fleet } from "../contracts/fleet.ts";
import type { EventRule, WhenRule } from "../contracts/when.ts";
import { nextMoment } from "../when/moments.ts";
import { isTimeRule } from "../when/time-rule.ts";
import { type AccrualInput, afterAccrual, eventAccrual, timeAccrual } from "./accrual.ts";
import type { Signals } from "./signals.ts";

/** Milliseconds that are longer than any stop. */
const LASTING_MS = 3650 * 24 * 3_600_000;

/** So many sessions of an agent are looked at for what comes after them. */
const FOLLOWED = 20;

interface Declared {
  readonly agent: AgentDefinition;
  readonly rule: WhenRule;
}

/** Keeps the ledger's dues up to date with the rules and the clock. The first process writes; the others see it. */
export class DueBook {
  private readonly fleet: Fleet;
  private readonly signals: Pick<Signals, "of">;
  private readonly isHeld: (agent: AgentDefinition) => Promise<boolean>;

  constructor(fleet: Fleet, signals: Pick<Signals, "of">, isHeld: (agent: AgentDefinition) => Promise<boolean>) {
    this.fleet = fleet;
    this.signals = signals;
    this.isHeld = isHeld;
  }

  /** Writes down the new dues, and those that it is too late for. Answers with the pending ones, the oldest first. */
  async update(): Promise<readonly DueRecord[]> {
    const { ledger, clock } = this.fleet;
    const now = clock.now();
    const cursors = await ledger.history.cursors();
    for (const { agent, rule } of this.declared()) {
      const since = cursors.find((cursor) => cursor.agent === agent.name && cursor.rule === rule.text)?.upto;
      const accrual = await this.accrual(rule, this.asked(agent, since, now));
      if (accrual) await ledger.accrue(accrual);
      if (accrual?.since !== undefined && accrual.since > accrual.upto) await this.tellOfClock(accrual.since, now);
    }
    return this.lapse(now, cursors);
  }

  /** The next time at which the clock brings something, or at which something pending lapses; undefined for never. */
  async next(): Promise<number | undefined> {
    const now = this.fleet.clock.now();
    const moments = this.declared().map(({ rule }) => (isTimeRule(rule) ? nextMoment(rule, now) : undefined));
    const lapses = (await this.fleet.ledger.history.pending()).map(({ until }) => until);
    const ahead = [...moments, ...lapses].filter((at) => at !== undefined && at > now) as number[];
    return ahead.length > 0 ? Math.min(...ahead) : undefined;
  }

  /** Tells the owner that the clock was set back: dues of now may have been due before, by the earlier clock. */
  private async tellOfClock(ahead: number, now: number): Promise<void> {
    const [from, to] = [new Date(ahead).toISOString(), new Date(now).toISOString()];
    const action = `the clock was set back, from ${from} to ${to}: check that it is right now; schedules continue from here`;
    await this.fleet.ledger.oblige({ key: `clock:${to}`, owner: "owner", action, at: now });
  }

  private declared(): readonly Declared[] {
    return this.fleet.agents.flatMap((agent) => (agent.when?.rules ?? []).map((rule) => ({ agent, rule })));
  }

  private asked(agent: AgentDefinition, since: number | undefined, now: number): AccrualInput {
    return { agent, since, now, catchUp: this.fleet.catchUp, newId: () => this.fleet.folders.newId() };
  }

  private async accrual(rule: WhenRule, asked: AccrualInput): Promise<Accrual | undefined> {
    if (isTimeRule(rule)) return timeAccrual(rule, asked);
    if (rule.kind === "on") return this.eventAccrual(rule, asked);
    const { agent } = rule;
    const sessions = await this.fleet.ledger.history.sessions({
      agent,
      endedAfter: asked.since ?? asked.now,
      limit: FOLLOWED,
    });
    return afterAccrual(rule, sessions, asked);
  }

  /** One due for all that waits; the next one when that session has ended and something waits still. */
  private async eventAccrual(rule: EventRule, asked: AccrualInput): Promise<Accrual | undefined> {
    const { history } = this.fleet.ledger;
    const { name } = asked.agent;
    const pending = (await history.pending()).some((due) => due.agent === name && due.rule === rule.text);
    const atWork = (await history.openSessions()).some(({ agent }) => agent === name);
    if (pending || atWork) return undefined;
    const waiting = await this.signals.of(asked.agent, rule.event);
    // What cannot be heard now does not get too late: one due stands for it until it can.
    const isLasting = waiting.length > 0 && (await this.isHeld(asked.agent));
    return eventAccrual(rule, waiting, isLasting ? { ...asked, catchUp: LASTING_MS } : asked);
  }

  private async lapse(now: number, cursors: readonly { agent: string; rule: string }[]): Promise<readonly DueRecord[]> {
    const { ledger } = this.fleet;
    const declared = this.declared().map(({ agent, rule }) => ({ agent: agent.name, rule: rule.text }));
    const pending = await ledger.history.pending();
    const isDeclared = (one: { agent: string; rule: string }) =>
      declared.some(({ agent, rule }) => agent === one.agent && rule === one.rule);
    const stale = pending.some((due) => (due.until ?? 0) <= now || !isDeclared(due)) || !cursors.every(isDeclared);
    if (!stale) return pending;
    await ledger.lapse(now, declared);
    return ledger.history.pending();
  }
}
