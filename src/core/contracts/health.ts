import type { AgentDefinition } from "./agent.ts";
import type { FleetHistory } from "./fleet-history.ts";
import type { HealthReport } from "./health-report.ts";
import type { HealthRun } from "./incidents.ts";
import type { HeldLock } from "./locks.ts";
import type { Need } from "./needs.ts";
import type { Caps } from "./policy.ts";

/** A due that is not met: no process looked after it ("fail"), or it waits for long ("warn"). */
export interface Unmet {
  readonly status: "warn" | "fail";
  readonly agent: string;
  readonly rule: string;
  /** Epoch milliseconds: when it was due. Missing for a rule that has brought nothing yet. */
  readonly at?: number;
  readonly reason: string;
}

/** An error that is written down somewhere: in a session's events, or as how it ended. */
export interface Trouble {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly agent: string;
  readonly session: string;
  readonly text: string;
}

/** A workspace as it is known. */
export interface WorkspaceFacts {
  readonly name: string;
  readonly branch: string;
  /** Missing when nothing was ever fetched. */
  readonly commit?: string;
  /** True when that is what the remote has now; else it is what it had when it could be reached last. */
  readonly current: boolean;
  /** Time at which anything below a path was changed last, epoch milliseconds; undefined when there is nothing. */
  readonly lastChange: (path: string) => Promise<number | undefined>;
  /** True when that commit's history has another; false for an unknown commit. */
  readonly contains: (commit: string) => Promise<boolean>;
}

/** Everything a check may know. A function finds its answer only when it is called. */
export interface HealthQuestion {
  /** Epoch milliseconds. */
  readonly now: number;
  /** The time zone in which a day is a day. */
  readonly zone: string;
  /** Agent whose session is to start; missing for a check that is about the fleet. */
  readonly agent?: AgentDefinition;
  readonly agents: readonly AgentDefinition[];
  /** Milliseconds for which an answer about the fleet is kept. */
  readonly every: number;
  readonly history: FleetHistory;
  /** The checks of this fleet that are about all of it, and when each of them was last made, before now. */
  readonly runs: readonly (Pick<HealthRun, "check"> & { readonly at?: number })[];
  /** Caps that the budget policy sets for an agent. */
  readonly caps: (agent: AgentDefinition) => Caps;
  /** Those of the fleet. */
  readonly workspaces: () => Promise<readonly WorkspaceFacts[]>;
  /** Those that are held at this moment. */
  readonly locks: () => Promise<readonly HeldLock[]>;
  /** Dues that no process has looked after for so many milliseconds. */
  readonly unmet: (late: number) => Promise<readonly Unmet[]>;
  /** All that needs a person, as every screen has it. */
  readonly needsYou: () => Promise<readonly Need[]>;
  /** The oldest first. */
  readonly troubles: (since: number) => Promise<readonly Trouble[]>;
}

/** One thing to look at. It says what it found in one report, or in one for each cause; it need not catch anything. */
export interface HealthCheck {
  readonly name: string;
  /**
   * "fleet": it is made once for all, and its answer is kept for a while. Else before every session, about its agent.
   */
  readonly about?: "fleet" | "agent";
  /** Present findings. A rejection is reported as a warning of this check, with its reason. */
  check(question: HealthQuestion, signal: AbortSignal): Promise<HealthReport | readonly HealthReport[]>;
}
