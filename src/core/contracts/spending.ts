import type { OutcomeKind } from "./outcome.ts";

/** Cost a session may have, and how much of that there is left to give. Money is integer micro-dollars. */
export interface BudgetRequest {
  /** Reserved for the session; 0 for one that cannot cost anything. */
  readonly asked: number;
  /** The day it counts for, where the fleet's clocks are: "2026-11-22". */
  readonly day: string;
  /** Missing caps are none. */
  readonly agentDay?: number;
  readonly fleetDay?: number;
}

/** Span of a cap: one agent's or all agents' money, for a day. */
export type CapScope = "agent-day" | "fleet-day";

/** A cap that its owner has set anew, for one day. */
export interface RaisedCap {
  readonly scope: CapScope;
  /** "*" for the fleet's. */
  readonly agent: string;
  readonly day: string;
  readonly micros: number;
}

/** Allowance of a session, and what it took. Open ones, and those of dead sessions, count with what was reserved. */
export interface Reservation {
  readonly session: string;
  readonly agent: string;
  readonly day: string;
  readonly micros: number;
  readonly spent: number | null;
  readonly state: "open" | "charged" | "settled";
}

/** Sessions that ended after one moment, and not after another: epoch milliseconds. */
export interface SpendingTime {
  readonly after: number;
  readonly upTo?: number;
}

/** Charges of an agent's sessions in a span. */
export interface AgentSpending {
  readonly agent: string;
  readonly sessions: number;
  /** Micro-dollars. */
  readonly micros: number;
  /** Of so many sessions the cost is not known: they are charged with what was reserved. */
  readonly guesses: number;
}

/** So many sessions ended alike. */
export interface EndingCount {
  readonly kind: OutcomeKind;
  readonly unproven: boolean;
  readonly sessions: number;
}

/** The sums of the ledger, however many sessions they are of. Every screen, report and letter that says one asks here. */
export interface SpendingHistory {
  /** Charges by agent; one without a session in that span is left out. */
  spending(span: SpendingTime): Promise<readonly AgentSpending[]>;
  /** Numbers of sessions by the way they ended. */
  endings(span: SpendingTime): Promise<readonly EndingCount[]>;
  /** Micro-dollars that open sessions have reserved. */
  reserved(): Promise<number>;
}
