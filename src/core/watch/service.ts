import type { AgentDefinition } from "../contracts/agent.ts";
import type { MidwatchEvent } from "../contracts/events.ts";
import type { Fleet } from "../contracts/fleet.ts";
import type { SessionRecord } from "../contracts/fleet-history.ts";
import type { Starter, Turn } from "../contracts/processes.ts";
import { messageOf } from "../errors.ts";
import { MISTAKES } from "../health/mistakes.ts";
import type { Next, Watch } from "./watch.ts";

/** News of the service, for its log and screens. */
export type ServiceNews =
  | { readonly type: "started"; readonly agent: string; readonly reason: string }
  | { readonly type: "ended"; readonly agent: string; readonly turn: Turn; readonly session?: SessionRecord }
  | { readonly type: "resting"; readonly until?: number; readonly reason: string }
  | { readonly type: "health"; readonly state: "opened" | "resolved"; readonly key: string; readonly detail: string }
  | { readonly type: "renewed"; readonly agents: readonly string[] }
  | { readonly type: "listening"; readonly port: number; readonly hooks: readonly string[] }
  | { readonly type: "trouble"; readonly doing: string; readonly error: string };

/** A clock that was changed, a machine that slept, a file that was dropped: noticed within this. */
const LONGEST_REST_MS = 60_000;
/** An agent whose turn left its due as it was is not started again at once. */
const AGAIN_MS = 60_000;

/** Runs the agents that are due, each in a process of its own and several at once, until it is told to stop. */
export class Service {
  private readonly fleet: Fleet;
  private readonly watch: Watch;
  private readonly start: Starter;
  private readonly tell: (news: ServiceNews) => void;
  private readonly turns = new Map<string, Promise<void>>();
  private look: Promise<void> | undefined;
  private news = Promise.withResolvers<void>();
  private said: readonly string[] = [];
  private readonly left = new Map<string, { readonly due: string | undefined; readonly at: number }>();

  constructor(fleet: Fleet, watch: Watch, start: Starter, tell: (news: ServiceNews) => void) {
    this.fleet = fleet;
    this.watch = watch;
    this.start = start;
    this.tell = tell;
  }

  /**
   * Starts turns until `signal` or `renewed` aborts, or the fleet's files are known to have mistakes: no turn would
   * come to anything then. Only the first one stops the turns that are at work.
   */
  async run(signal: AbortSignal, renewed = new AbortController().signal): Promise<void> {
    const left = new AbortController();
    const over = AbortSignal.any([signal, renewed, left.signal]);
    const names = this.fleet.agents.map(({ name }) => name);
    const unsubscribe = this.fleet.events.subscribe((event) => this.tellOfHealth(event));
    over.addEventListener("abort", unsubscribe, { once: true });
    await this.fleet.inbox.listen(names, () => this.news.resolve(), over);
    while (!over.aborted) {
      await this.startAll(signal).catch((thrown: unknown) => {
        this.tell({ type: "trouble", doing: "looking who is due", error: messageOf(thrown) });
      });
      await this.rest(over);
      if (await this.isHeld()) break;
    }
    left.abort();
  }

  /** Answers when the last turn has ended. */
  async ended(): Promise<void> {
    await Promise.all([this.look, ...this.turns.values()]);
  }

  private async startAll(signal: AbortSignal): Promise<void> {
    await this.watch.recoverDead(signal);
    // A watch that has only begun has not looked at the schedule before: its checks would say that nobody does.
    await this.startDue(signal).finally(() => this.lookAfter(signal));
  }

  private async startDue(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !(await this.isHeld())) {
      const decided = await this.watch.next([...this.turns.keys()], (agent, due) => this.isLeft(agent, due));
      this.tellTroubles(this.watch.roster.troubles);
      if (decided.kind === "rest") return;
      this.begin(decided, signal);
    }
  }

  private async isHeld(): Promise<boolean> {
    return (await this.fleet.ledger.history.incidents()).some(({ key }) => key === MISTAKES);
  }

  /** Once for as long as it lasts. */
  private tellTroubles(troubles: readonly string[]): void {
    for (const error of troubles.filter((one) => !this.said.includes(one)))
      this.tell({ type: "trouble", doing: "looking who is due", error });
    this.said = troubles;
  }

  /** Looks after health beside everything else: no check keeps an agent from starting in time. */
  private lookAfter(signal: AbortSignal): void {
    this.look ??= this.watch
      .lookAfter(signal)
      .catch((thrown: unknown) => this.tell({ type: "trouble", doing: "checking health", error: messageOf(thrown) }))
      .finally(() => {
        this.look = undefined;
      });
  }

  private tellOfHealth({ type, data }: MidwatchEvent): void {
    if (type !== "incident.opened" && type !== "incident.resolved") return;
    const { key, report } = data.incident;
    const state = type === "incident.opened" ? "opened" : "resolved";
    this.tell({ type: "health", state, key, detail: report.detail });
  }

  private begin({ agent, reason, due }: Next, signal: AbortSignal): void {
    const { name } = agent;
    this.tell({ type: "started", agent: name, reason });
    const turn = this.turn(agent, signal).catch((thrown: unknown) => {
      this.tell({ type: "trouble", doing: `running ${name}`, error: messageOf(thrown) });
    });
    const over = turn.then(() => {
      this.turns.delete(name);
      this.left.set(name, { due, at: this.fleet.clock.now() });
    });
    this.turns.set(name, over);
  }

  private async turn(agent: AgentDefinition, signal: AbortSignal): Promise<void> {
    const { ledger, clock } = this.fleet;
    const began = clock.now();
    const turn = await this.start(agent, signal);
    const [last] = await ledger.history.sessions({ agent: agent.name, limit: 1 });
    const session = last && last.startedAt >= began ? { session: last } : {};
    this.tell({ type: "ended", agent: agent.name, turn, ...session });
  }

  /** A turn that did not take the due it was started for would not take it a second later either. */
  private isLeft(agent: string, due: string | undefined): boolean {
    const left = this.left.get(agent);
    return left !== undefined && left.due === due && Math.abs(this.fleet.clock.now() - left.at) < AGAIN_MS;
  }

  /** Until the next due, the end of a turn, or the order to stop. */
  private async rest(signal: AbortSignal): Promise<void> {
    const now = this.fleet.clock.now();
    const next = await this.watch.roster.book.next();
    this.tell({ type: "resting", ...(next !== undefined && { until: next }), reason: "no other agent is due" });
    const woken = new AbortController();
    const rest = Math.min(Math.max(0, (next ?? Number.POSITIVE_INFINITY) - now), LONGEST_REST_MS);
    const sleep = this.fleet.clock.sleep(rest, AbortSignal.any([signal, woken.signal])).catch(() => {});
    await Promise.race([sleep, this.news.promise, ...this.turns.values()]);
    woken.abort();
    this.news = Promise.withResolvers();
  }
}
