import { budgetFor } from "../../../src/core/budget/budget.ts";
import type { AgentDefinition } from "../../../src/core/contracts/agent.ts";
import type { DueRecord } from "../../../src/core/contracts/due-record.ts";
import type { Fleet } from "../../../src/core/contracts/fleet.ts";
import type { Outcome } from "../../../src/core/contracts/outcome.ts";
import type { DispatchPolicy } from "../../../src/core/contracts/policy.ts";
import { Roster } from "../../../src/core/dues/roster.ts";
import { Database } from "../../../src/core/host/ledger/database.ts";
import { SqliteLedger } from "../../../src/core/host/ledger/sqlite-ledger.ts";
import { dayIn } from "../../../src/core/text/zone.ts";

/** A time without midwatch: the machine was off, or nobody had started it. */
export interface Outage {
  readonly from: number;
  readonly to: number;
}

/** From `at` on the clock shows so many milliseconds more, or less. */
export interface Jump {
  readonly at: number;
  readonly by: number;
}

export interface Plan {
  readonly from: number;
  readonly to: number;
  readonly zone: string;
  readonly agents: readonly AgentDefinition[];
  readonly slots: number;
  readonly catchUp: number;
  readonly caps: { readonly run: number; readonly agentDay?: number; readonly fleetDay?: number };
  readonly outages: readonly Outage[];
  readonly jumps: readonly Jump[];
  readonly dispatch: DispatchPolicy;
  /** What a session takes, and how it ends. */
  session(n: number): { readonly ms: number; readonly micros: number; readonly outcome: Outcome };
}

export interface SimulatedSession {
  readonly id: string;
  readonly agent: string;
  readonly due: DueRecord;
  /** By the clock, as it was then. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly day: string;
}

interface AtWork {
  readonly id: string;
  readonly agent: string;
  readonly until: number;
  readonly micros: number;
  readonly outcome: Outcome;
}

const NONE = { kind: "none", reason: "nothing was written" } as const;

/** Plays a fleet's time with the real rules, roster, dispatch and ledger; only sessions and the clock are made up. */
export class Simulation {
  readonly ledger = new SqliteLedger(new Database(":memory:"));
  readonly sessions: SimulatedSession[] = [];
  /** The most sessions that were open at once, and the most of one agent. */
  readonly most = { open: 0, ofOne: 0 };
  looks = 0;
  private readonly plan: Plan;
  private readonly roster: Roster;
  private real: number;
  private count = 0;
  private atWork: readonly AtWork[] = [];

  constructor(plan: Plan) {
    this.plan = plan;
    this.real = plan.from;
    const clock = { now: () => this.now() };
    const folders = { newId: () => this.newId() };
    const processes = { isAlive: () => true };
    const { agents, slots, catchUp } = plan;
    const fleet = { agents, slots, catchUp, clock, folders, processes, ledger: this.ledger };
    this.roster = new Roster(
      fleet as unknown as Fleet,
      { of: async () => [], anything: async () => [] },
      {
        dispatch: plan.dispatch,
        budget: { caps: () => plan.caps },
      },
    );
  }

  /** What the clock shows. */
  now(): number {
    return this.plan.jumps.reduce((shown, { at, by }) => (this.real >= at ? shown + by : shown), this.real);
  }

  async play(): Promise<void> {
    while (this.real < this.plan.to) {
      const outage = this.plan.outages.find(({ from, to }) => from <= this.real && this.real < to);
      if (outage) await this.lieDown(outage);
      await this.settle();
      await this.startAll();
      this.real = await this.nextWake();
    }
    await this.roster.book.update();
  }

  async dues(agent: string): Promise<readonly DueRecord[]> {
    return (await this.ledger.history.dues({ agent, limit: 1_000_000 })).toReversed();
  }

  private newId(): string {
    this.count += 1;
    return String(this.count).padStart(9, "0");
  }

  /** Who was at work is found dead when midwatch is back. */
  private async lieDown({ to }: Outage): Promise<void> {
    this.real = to;
    for (const { id } of this.atWork) await this.end(id, { kind: "crashed", reason: "the machine went off" });
    this.atWork = [];
  }

  private async settle(): Promise<void> {
    const over = this.atWork.filter(({ until }) => until <= this.real);
    this.atWork = this.atWork.filter(({ until }) => until > this.real);
    for (const { id, outcome, micros } of over) await this.end(id, outcome, micros);
  }

  private async end(session: string, outcome: Outcome, spent?: number): Promise<void> {
    const took = spent === undefined ? {} : { spent };
    await this.ledger.settle({ session, at: this.now(), outcome, publication: NONE, ...took });
    const at = this.sessions.findIndex(({ id }) => id === session);
    const known = this.sessions[at];
    if (known) this.sessions[at] = { ...known, endedAt: this.now() };
  }

  private async startAll(): Promise<void> {
    for (;;) {
      this.looks += 1;
      const looked = await this.roster.findDue({ asked: false });
      const decided = await this.roster.decide(looked);
      if (decided.kind === "rest") return;
      const own = looked.dues.get(decided.agent.name) ?? [];
      const due = own.find(({ duty }) => duty) ?? own[0];
      if (due) await this.open(decided.agent, due);
    }
  }

  private async open(agent: AgentDefinition, due: DueRecord): Promise<void> {
    const { caps, zone, slots } = this.plan;
    const [id, at] = [this.newId(), this.now()];
    const budget = budgetFor({ agent, caps, free: false, now: at, zone });
    const asked = { session: id, agent: agent.name, workspace: "w", backend: agent.name, due, budget, at, slots };
    const opened = await this.ledger.open({ ...asked, process: { pid: 1, startTime: "", boot: "" } });
    if (!opened.ok) return;
    const { ms, micros, outcome } = this.plan.session(this.sessions.length);
    this.atWork = [...this.atWork, { id, agent: agent.name, until: this.real + ms, micros, outcome }];
    this.sessions.push({ id, agent: agent.name, due, startedAt: at, endedAt: at + ms, day: dayIn(zone, at) });
    this.most.open = Math.max(this.most.open, this.atWork.length);
    const same = this.atWork.filter((one) => one.agent === agent.name).length;
    this.most.ofOne = Math.max(this.most.ofOne, same);
  }

  /** As the service rests: until the next due or the next end of a session; a jump of the clock wakes it, too. */
  private async nextWake(): Promise<number> {
    const next = await this.roster.book.next();
    const shownLater = next === undefined ? [] : [this.real + Math.max(1, next - this.now())];
    const borders = [
      ...this.plan.outages.map(({ from }) => from),
      ...this.plan.jumps.map(({ at }) => at),
      this.plan.to,
    ];
    const ends = this.atWork.map(({ until }) => until);
    return Math.min(...[...shownLater, ...borders, ...ends].filter((at) => at > this.real), this.plan.to);
  }
}
