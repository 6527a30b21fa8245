import type { SessionRecord } from "./fleet-history.ts";
import type { EndingCount } from "./spending.ts";

/** So many of an agent's sessions ended alike, and what they are charged with. */
export interface AgentEnding extends EndingCount {
  readonly agent: string;
  /** Micro-dollars. */
  readonly micros: number;
  /** Of so many of them the cost is not known: they are charged with what was reserved. */
  readonly guesses: number;
}

/** Facts of every agent, each by one question, however many agents there are. */
export interface AgentHistory {
  /** The latest session of each agent that has run. */
  latest(): Promise<readonly SessionRecord[]>;
  /** Sessions that ended after a moment, epoch milliseconds, by agent and ending. */
  endings(after: number): Promise<readonly AgentEnding[]>;
}
