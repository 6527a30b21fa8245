/** What a session may cost, and how much of that there is left to give. Money is integer micro-dollars. */
export interface BudgetRequest {
  /** Reserved for the session; 0 for one that cannot cost anything. */
  readonly asked: number;
  /** The day it counts for, where the fleet's clocks are: "2026-11-22". */
  readonly day: string;
  /** Missing caps are none. */
  readonly agentDay?: number;
  readonly fleetDay?: number;
}

/** Whose money a cap is for: one agent's or all agents', for a day. */
export type CapScope = "agent-day" | "fleet-day";

/** A cap that its owner has set anew, for one day. */
export interface RaisedCap {
  readonly scope: CapScope;
  /** "*" for the fleet's. */
  readonly agent: string;
  readonly day: string;
  readonly micros: number;
}

/** What a session was allowed, and what it took. Open ones, and those of dead sessions, count with what was reserved. */
export interface Reservation {
  readonly session: string;
  readonly agent: string;
  readonly day: string;
  readonly micros: number;
  readonly spent: number | null;
  readonly state: "open" | "charged" | "settled";
}
