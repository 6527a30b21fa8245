import type { HoldTime } from "./claims.ts";
import type { Accrual } from "./due-record.ts";
import type { Effect, Postponement } from "./effects.ts";
import type { Obligation } from "./fleet-history.ts";
import type { AssumptionRecord } from "./health-history.ts";
import type { History } from "./history.ts";
import type { IncidentRecord } from "./incidents.ts";
import type { LessonRecord } from "./lesson-record.ts";
import type { OutboxRecord } from "./outbox.ts";
import type { Publication, Remains } from "./outcome.ts";
import type { PhaseName } from "./phase-name.ts";
import type { RescueRecord } from "./rescues.ts";
import type { Due } from "./session.ts";
import type { Opened, OpenRequest, Settlement } from "./settlement.ts";
import type { BudgetRequest, RaisedCap } from "./spending.ts";
import type { Stop } from "./stops.ts";
import type { TaintRecord } from "./taint.ts";
import type { Verdict } from "./verdict.ts";
import type { WaitRecord } from "./waits.ts";
import type { Considered, WorkItem } from "./work.ts";

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
   * Opens a session for a due and reserves what it may cost, unless a person has said stop, a cap would be exceeded,
   * the agent has one open or every slot is taken. The agent's other pending dues are coalesced with it.
   */
  open(request: OpenRequest): Promise<Opened>;
  /**
   * Reason why a session could not be paid for now: its owner is told of it once a day. Undefined when it can;
   * reserves nothing.
   */
  afford(agent: string, budget: BudgetRequest, at: number): Promise<string | undefined>;
  /** A due that did not lead to a session, and why. */
  skip(agent: string, due: Due, reason: string): Promise<void>;
  /** Notes the reason for which a pending due waits. */
  wait(due: string, reason: string): Promise<void>;
  /** Writes down what a rule has brought. False when another process has moved its cursor meanwhile. */
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
  /** Hold an item at a revision, unless someone else does at that time or has brought it to an end. */
  take(session: string, item: WorkItem, now?: number): Promise<Verdict>;
  /** Give the session's claim back, as if it had never been taken. */
  free(session: string): Promise<void>;
  /**
   * Hold an item for a person: no session takes it until it is released, or until a time that is said. Who holds it for
   * a time may hold it for a longer one.
   */
  hold(person: string, workspace: string, item: WorkItem, time?: HoldTime): Promise<Verdict>;
  /**
   * Ends an item's claim in the name of a person: any session may take it again. False when it has none, or an open
   * session holds it.
   */
  release(workspace: string, item: { readonly source: string; readonly id: string }, by?: string): Promise<boolean>;
  intend<E extends Effect>(effect: Pick<E, "kind" | "payload" | "session" | "workspace">): Promise<E>;
  sent(effect: string, commit: string): Promise<void>;
  /** It has arrived, and what became of the session's work, where it has ended before: both, or neither. */
  confirm(effect: string, publication?: Publication): Promise<void>;
  /** It could not be brought to its place: one failure more, in the same transaction as who is asked about it. */
  postpone(effect: string, postponement: Postponement): Promise<void>;
  /** Everything that waits to be sent is tried again at once: of a session, or of all. */
  hurry(session?: string): Promise<void>;
  oblige(obligation: Obligation): Promise<void>;
  /** Ends an obligation that has been met, or that a person has settled. False when nothing of that key was open. */
  fulfil(key: string, by?: string): Promise<boolean>;
  settle(settlement: Settlement): Promise<void>;
  /** A later word on what became of a session's work, and on what was kept besides. */
  republish(session: string, publication: Publication, remains?: Remains): Promise<void>;
  close(): void;
}
