import type { SessionRecord } from "../contracts/fleet-history.ts";
import type { Unmet } from "../contracts/health.ts";
import type { Need } from "../contracts/needs.ts";
import type { EndingGroup, ListedFor, ListedSessions, UnusedDues } from "../contracts/night-history.ts";
import type { Rescue } from "../contracts/rescues.ts";
import type { AgentSpending, EndingCount } from "../contracts/spending.ts";

/** A session that has ended, and what it says of itself. */
export interface NightSession extends SessionRecord {
  readonly assumed: readonly string[];
  readonly learned: readonly Lesson[];
  /** Other work it has left that no person has decided about. */
  readonly waiting?: readonly Rescue[];
  /** True when what it had written is on a rescue ref, and no session has gone on with it since. */
  readonly isLeft: boolean;
  /** Micro-dollars it is charged with; missing when it cannot cost anything. */
  readonly charged?: number;
  /** True when its real cost is not known: it is charged with what was reserved. */
  readonly isGuess?: boolean;
}

/** Lesson that a session has learned. */
interface Lesson {
  readonly title: string;
  /** Reason why no agent reads it before a person has looked at it. */
  readonly held?: string;
}

/** The next time at which an agent is due. */
export interface Ahead {
  readonly agent: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly rule: string;
}

/** Of more sessions than these nobody waits for all that they wrote to be counted: an audit does that. */
export const MOST_LOOKED_THROUGH = 2_000;

/** Amount that sessions wrote, told from ledger and hub alone. */
export interface NightWrites {
  readonly sessions: number;
  readonly files: number;
  /** Sessions whose work no ref leads to. */
  readonly lost: number;
  /** Pieces of kept work that wait for a person, whenever they were made. */
  readonly waiting: number;
}

/** Record of a span of time, and the state at its end. A report is a pure function of it. */
export interface Night {
  /** Epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly zone: string;
  /** The newest of those that ended in it, the oldest of them first. */
  readonly sessions: readonly NightSession[];
  /** The newest that are told of one by one, and how many there are. */
  readonly lists: Readonly<Record<Exclude<ListedFor, "all">, ListedSessions<NightSession>>>;
  /** All that failed or were cut short, and all that came to nothing, by agent and cause. */
  readonly failures: readonly EndingGroup[];
  readonly fruitless: readonly EndingGroup[];
  /** Of all that ended in it, how many did how. */
  readonly endings: readonly EndingCount[];
  /** Charges of all sessions that ended in it, by agent. */
  readonly spending: readonly AgentSpending[];
  readonly atWork: readonly SessionRecord[];
  /** Sessions whose process is gone, and that are not ended yet. */
  readonly dead: readonly SessionRecord[];
  /** Dues of the span that led to no session. */
  readonly dues: readonly UnusedDues[];
  /** Dues that no process looks after. */
  readonly unmet: readonly Unmet[];
  readonly needsYou: readonly Need[];
  /** Pieces of work that are on no branch, whenever they were made. */
  readonly offBranch: number;
  /** Amount that was written in it, and how much of that is lost; missing where the fleet's files cannot be read, or they are too many. */
  readonly writes?: NightWrites;
  readonly next: readonly Ahead[];
  /** Reason why it is not known what comes next. */
  readonly trouble?: string;
}
