import type { Usage } from "./backend.ts";
import type { Effect, Postponement } from "./effects.ts";
import type { FleetHistory, Obligation, SessionRecord } from "./fleet-history.ts";
import type { AssumptionRecord } from "./health-history.ts";
import type { HostProcess } from "./host.ts";
import type { IncidentRecord } from "./incidents.ts";
import type { LessonRecord } from "./lessons.ts";
import type { NeedsHistory } from "./needs.ts";
import type { Delivery, NewDelivery, OutboxRecord } from "./outbox.ts";
import type { RescueIntent, RescueRecord } from "./rescues.ts";
import type { Due, Outcome, PhaseName, Publication, Remains } from "./session.ts";
import type { BudgetRequest, RaisedCap } from "./spending.ts";
import type { TaintRecord } from "./taint.ts";
import type { Verdict } from "./verdict.ts";
import type { WaitRecord } from "./waits.ts";
import type { Considered, Tier, WorkItem } from "./work.ts";

export type {
  Effect,
  LessonsEffect,
  MemoryEffect,
  Postponement,
  PublishEffect,
  PublishIntent,
  RescueEffect,
} from "./effects.ts";
export type { Obligation, SessionFilter, SessionRecord } from "./fleet-history.ts";

/** What the ledger knows about an item: whose it is, or how it ended, at which revision. */
export interface Claim {
  readonly source: string;
  readonly item: string;
  readonly rev: string;
  readonly state: "free" | "held" | "done" | "quarantined";
  readonly holder: string;
  /** The open session that holds it; null for a person's, and for one that is not held. */
  readonly session: string | null;
  readonly reason: string;
  /** Sessions in a row that it brought to nothing. */
  readonly attempts: number;
  /** Epoch milliseconds before which it is not offered again. */
  readonly until: number;
}

export interface OpenRequest {
  readonly session: string;
  readonly agent: string;
  readonly workspace: string;
  readonly backend: string;
  readonly budget: BudgetRequest;
  readonly due: Due;
  readonly at: number;
  readonly slots: number;
  readonly process: HostProcess;
}

/** "busy" passes by itself, and a due that can wait does; "refused" does not, and the due is skipped. */
export type Opened =
  | { readonly ok: true; readonly fence: number }
  | { readonly ok: false; readonly kind: "busy" | "refused"; readonly reason: string };

/** A due and the one state it ended in; while it is pending, the reason says what it waits for. */
export interface DueRecord extends Due {
  readonly agent: string;
  /** Epoch milliseconds; later than `from` for a range of moments that were missed together. */
  readonly to: number;
  /** How many moments it stands for. */
  readonly n: number;
  readonly state: "pending" | "ran" | "coalesced" | "skipped" | "missed";
  readonly session?: string;
}

/** What a rule has brought since it was last looked at. */
export interface Accrual {
  readonly agent: string;
  readonly rule: string;
  /** The cursor it was worked out from; undefined for a rule that was never looked at. */
  readonly since: number | undefined;
  /** Where the cursor is put. Before `since` when the clock was set back. */
  readonly upto: number;
  readonly dues: readonly DueRecord[];
}

/** No new sessions for an agent, or for all ("*"), until somebody says start. */
export interface Stop {
  readonly scope: string;
  readonly owner: string;
  readonly reason: string;
  readonly at: number;
}

export interface CandidateRecord {
  readonly source: string;
  readonly item: string;
  readonly title: string;
  readonly rev: string;
  readonly tier: Tier;
  readonly taken: boolean;
  readonly reason: string;
}

/** A session's last word: what it was, and what becomes of the claim it held. */
export interface Settlement extends Remains {
  readonly session: string;
  readonly at: number;
  readonly outcome: Outcome;
  readonly publication: Publication;
  readonly usage?: Usage;
  /** Micro-dollars it took. Missing when that is not known: then it is charged what was reserved. */
  readonly spent?: number;
  /** Epoch milliseconds before which a deferred item is not offered again. */
  readonly retryAt?: number;
  /** Who is to hear of it: written down with it, or not at all. */
  readonly letters?: readonly NewDelivery[];
}

/** Which dues are asked for: those that reach into a span of time, where one is given. Epoch milliseconds. */
export interface DueFilter {
  readonly agent: string;
  /** All of them when left out. */
  readonly limit?: number;
  readonly from?: number;
  readonly upTo?: number;
}

/** What the ledger can tell. Asking changes nothing. */
export interface History extends FleetHistory, NeedsHistory {
  /** Those on its items, and on what is the same for every workspace. */
  claims(workspace: string): Promise<readonly Claim[]>;
  /** Newest first: what was due, and what became of it; up to a moment, where one is given. */
  dues(filter: DueFilter): Promise<readonly DueRecord[]>;
  /** Those of a rule that have come to no end yet, oldest first. */
  pending(): Promise<readonly DueRecord[]>;
  /** Up to when each rule has been looked at. */
  cursors(): Promise<readonly { readonly agent: string; readonly rule: string; readonly upto: number }[]>;
  stops(): Promise<readonly Stop[]>;
  candidates(session: string): Promise<readonly CandidateRecord[]>;
  due(session: string): Promise<DueRecord | undefined>;
  /** When the agent last did a duty: epoch milliseconds, and in which session. */
  lastDuty(agent: string): Promise<{ readonly at: number; readonly session: string } | undefined>;
  /** Effects of ended sessions that are not yet confirmed or held, oldest first; of one workspace, or of all. */
  unconfirmed(workspace?: string): Promise<readonly Effect[]>;
  /** Those that are confirmed while their session's work is still told to be pending. */
  untold(workspace: string): Promise<readonly Effect[]>;
  effects(session: string): Promise<readonly Effect[]>;
  /** The newest work of its own that a session on the item was kept from publishing, that nobody has ended well since. */
  rescued(workspace: string, item: { source: string; id: string }): Promise<RescueIntent | undefined>;
  /** Sessions that have published to a workspace's branch, the newest first. */
  published(workspace: { name: string; branch: string }, limit: number): Promise<readonly SessionRecord[]>;
  /** Letters that have not arrived, the oldest first; or the latest ones, whatever has become of them. */
  letters(options?: { readonly latest?: number }): Promise<readonly Delivery[]>;
}

/**
 * The one durable record, and the truth. Every command is one transaction; none takes a callback. A command in the name
 * of a session that has been ended by someone else rejects: its holder may only rescue.
 */
export interface Ledger {
  readonly history: History;
  readonly lessons: LessonRecord;
  readonly taints: TaintRecord;
  readonly outbox: OutboxRecord;
  readonly incidents: IncidentRecord;
  readonly assumptions: AssumptionRecord;
  readonly waits: WaitRecord;
  readonly rescues: RescueRecord;
  /**
   * Opens a session for a due and reserves what it may cost, unless somebody has said stop, a cap would be exceeded, the
   * agent has one open or every slot is taken. The agent's other pending dues are coalesced with it.
   */
  open(request: OpenRequest): Promise<Opened>;
  /** Why a session could not be paid for now: its owner is told of it once a day. Undefined when it can; reserves nothing. */
  afford(agent: string, budget: BudgetRequest, at: number): Promise<string | undefined>;
  /** A due that did not lead to a session, and why. */
  skip(agent: string, due: Due, reason: string): Promise<void>;
  /** What a pending due waits for. */
  wait(due: string, reason: string): Promise<void>;
  /** Writes down what a rule has brought. False when somebody else has moved its cursor meanwhile. */
  accrue(accrual: Accrual): Promise<boolean>;
  /** Pending dues that it is too late for are missed; those of rules that are declared no more are skipped. */
  lapse(now: number, declared: readonly { readonly agent: string; readonly rule: string }[]): Promise<void>;
  stop(stop: Stop): Promise<void>;
  /** False when nothing of that scope was stopped. */
  start(scope: string): Promise<boolean>;
  raiseCap(cap: RaisedCap): Promise<void>;
  enter(session: string, phase: PhaseName): Promise<void>;
  /** The commit the session's clone starts from. */
  based(session: string, base: string): Promise<void>;
  consider(session: string, considered: readonly Considered[]): Promise<void>;
  /** Hold an item at a revision, unless someone else does or has brought it to an end. */
  take(session: string, item: WorkItem): Promise<Verdict>;
  /** Give the session's claim back, as if it had never been taken. */
  free(session: string): Promise<void>;
  /** Hold an item for a person: no session takes it until it is released. */
  hold(person: string, workspace: string, item: WorkItem): Promise<Verdict>;
  /** Anybody may take the item again, whatever had become of it. False when nobody held it and nothing had. */
  release(workspace: string, item: { readonly source: string; readonly id: string }): Promise<boolean>;
  intend<E extends Effect>(effect: Pick<E, "kind" | "payload" | "session" | "workspace">): Promise<E>;
  sent(effect: string, commit: string): Promise<void>;
  /** It has arrived, and what became of the session's work, where it has ended before: both, or neither. */
  confirm(effect: string, publication?: Publication): Promise<void>;
  /** It could not be brought to its place: one failure more, in the same transaction as who is asked about it. */
  postpone(effect: string, postponement: Postponement): Promise<void>;
  /** Everything that waits to be sent is tried again at once: of a session, or of all. */
  hurry(session?: string): Promise<void>;
  oblige(obligation: Obligation): Promise<void>;
  /** What was owed has been done. False when nothing of that key was open. */
  fulfil(key: string): Promise<boolean>;
  settle(settlement: Settlement): Promise<void>;
  /** A later word on what became of a session's work, and on what was kept besides. */
  republish(session: string, publication: Publication, remains?: Remains): Promise<void>;
  close(): void;
}
