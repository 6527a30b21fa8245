import type { AgentDefinition } from "../contracts/agent.ts";
import type { Company, Section } from "../contracts/brief.ts";
import type { Obligation, SessionRecord } from "../contracts/fleet-history.ts";
import type { HealthReport } from "../contracts/health-report.ts";
import type { Recalled } from "../contracts/lessons.ts";
import type { Rescue, RescueIntent } from "../contracts/rescues.ts";
import type { Neighbour } from "../contracts/review.ts";
import type { Thread } from "../contracts/threads.ts";
import type { Considered, WorkItem } from "../contracts/work.ts";
import type { JournalEntry } from "./journal.ts";
import type { Project } from "./project.ts";

/** Text that may come from outside of the fleet, when it has an origin. */
export interface Noticed {
  readonly text: string;
  /** Epoch milliseconds. */
  readonly at?: number;
  readonly origin?: string;
}

/** Memories for an item, in words. */
export interface Remembered {
  readonly beliefs: readonly Noticed[];
  /** Beliefs that are held no more, each with why. */
  readonly faded: readonly Noticed[];
  readonly observations: readonly Noticed[];
  /** Number of further observations that would have been of use, if there were room. */
  readonly omitted?: number;
  /** Reason why there is nothing, when it is not that nothing fits. */
  readonly trouble?: string;
}

/** Money left of a cap today, in micro-dollars. */
export interface Left {
  readonly what: string;
  readonly left: number;
  readonly cap: number;
}

/** An earlier session, and where its words may come from, when that is outside of the fleet. */
interface EarlierSession {
  readonly record: SessionRecord;
  readonly origin?: string;
}

/** Work of an earlier session that is not published, and where its words may come from. */
export interface KeptWork {
  readonly rescue: Rescue;
  readonly commit: string;
  readonly origin?: string;
}

/** All that a brief is made of. Plain values: the same facts give the same brief. */
export interface BriefFacts {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly company: Company;
  readonly agent: AgentDefinition;
  readonly item?: WorkItem;
  readonly considered: readonly Considered[];
  readonly health: readonly HealthReport[];
  /**
   * Work of an earlier session on this item: merged into the clone, or only kept; not tried yet where neither is
   * said.
   */
  readonly rescued?: { readonly intent: RescueIntent; readonly applied?: boolean };
  /** Other work that earlier sessions on this item have left: kept, and not in the clone. */
  readonly kept?: readonly KeptWork[];
  /** Of this agent, newest first. */
  readonly sessions: readonly EarlierSession[];
  /** The newest commits of the upstream, newest first. */
  readonly log: readonly string[];
  readonly journal: { readonly entries: readonly JournalEntry[]; readonly more: number };
  readonly threads: readonly Thread[];
  readonly projects: readonly Project[];
  /** Files that were too many to be read. */
  readonly unread?: { readonly threads: number; readonly projects: number };
  readonly obligations: readonly Obligation[];
  readonly budget: readonly Left[];
  /** Lessons learned before, for this item. */
  readonly lessons?: Recalled;
  readonly memory?: Remembered;
  /** A sibling's workspace that is to be reviewed. */
  readonly neighbour?: Neighbour;
  /** Of parts that the fleet's file names. */
  readonly more: readonly Section[];
}
