import type { AgentDefinition } from "../contracts/agent.ts";
import type { TimeRule } from "../contracts/when.ts";
import { worthUntil } from "../dues/accrual.ts";
import { moments } from "../when/moments.ts";
import { isTimeRule } from "../when/time-rule.ts";

/** A moment at which a rule makes an agent due, and until when that is worth running. */
export interface Coming {
  /** Index of the agent, from 0. */
  readonly agent: number;
  readonly rule: TimeRule;
  readonly at: number;
  readonly until: number;
}

interface TimelineSpan {
  /** The first moment that counts, and the first that does not. */
  readonly from: number;
  readonly to: number;
  readonly catchUp: number;
}

/** A rule's moments may be needed so far beyond the end: the last one inside is worth running until the next one. */
const BEYOND_MS = 10 * 366 * 86_400_000;

/** Moments that the clock brings to all of the agents, in order; of one moment, in the order of their files. */
export class Timeline {
  private readonly rows: readonly RuleMoments[];

  constructor(agents: readonly AgentDefinition[], span: TimelineSpan) {
    this.rows = agents.flatMap(({ when }, agent) =>
      (when?.rules ?? []).filter(isTimeRule).map((rule) => new RuleMoments(agent, rule, span)),
    );
  }

  /** Time of the next one; infinity when none comes any more. */
  get next(): number {
    let first = Number.POSITIVE_INFINITY;
    for (const { at } of this.rows) if (at < first) first = at;
    return first;
  }

  /** Everything that comes at that moment. */
  takeAt(moment: number): Coming[] {
    const coming: Coming[] = [];
    for (const row of this.rows) if (row.at === moment) coming.push(row.take());
    return coming;
  }
}

/** One rule, and its next moment. */
class RuleMoments {
  at: number;
  private readonly agent: number;
  private readonly rule: TimeRule;
  private readonly span: TimelineSpan;
  private readonly ahead: Generator<number, void, undefined>;

  constructor(agent: number, rule: TimeRule, span: TimelineSpan) {
    this.agent = agent;
    this.rule = rule;
    this.span = span;
    this.ahead = moments(rule, { after: span.from - 1, upTo: span.to + BEYOND_MS });
    this.at = this.within(this.ahead.next().value ?? undefined);
  }

  take(): Coming {
    const { agent, rule, at } = this;
    const next = this.ahead.next().value ?? undefined;
    this.at = this.within(next);
    return { agent, rule, at, until: worthUntil(rule, { at, next }, this.span.catchUp) };
  }

  private within(at: number | undefined): number {
    return at !== undefined && at < this.span.to ? at : Number.POSITIVE_INFINITY;
  }
}
