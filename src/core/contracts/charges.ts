/** All that charges are summed by: the day, the agent, the source of the item, the model. */
export const CHARGED_BY = ["day", "agent", "source", "model"] as const;
export type ChargedBy = (typeof CHARGED_BY)[number];

/** Charges of the sessions that have one day, agent, source or model. */
export interface ChargeGroup {
  /** Null where it is not recorded; empty where there is none: no item was taken, no model asked. */
  readonly name: string | null;
  readonly sessions: number;
  /** Micro-dollars; what open sessions have reserved counts, as it does for caps. */
  readonly micros: number;
  /** Part of it that open sessions have reserved. */
  readonly reserved: number;
  /** Of so many sessions the cost is not known: they are charged with what was reserved. */
  readonly guesses: number;
}

/** Charges of an agent's sessions on one day: "2026-11-22". */
export interface AgentDayCharge {
  readonly agent: string;
  readonly day: string;
  /** Micro-dollars. */
  readonly micros: number;
}

/** Sums of charges from a day on, however many sessions they are of. All of them are of the same sessions. */
export interface ChargeHistory {
  /** The greatest first; days as they come. A session of several models counts for each; its charge is divided among them. */
  by(what: ChargedBy, from: string): Promise<readonly ChargeGroup[]>;
  /** By agent and day, the oldest first. */
  daily(from: string): Promise<readonly AgentDayCharge[]>;
}
