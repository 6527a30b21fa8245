/**
 * Everything that a plugin can reach, and no more: the contract of each slot, what those contracts speak of, and the few
 * functions that parts need. What is not here may change at any time.
 *
 * A {@link Plugin} offers each of its parts as a {@link Factory}, which makes it with a {@link Host}. The contracts, by slot
 * ({@link Slots}): {@link Backend}, {@link BriefSection}, {@link BudgetPolicy}, {@link Channel}, {@link DispatchPolicy},
 * {@link Embedder}, {@link Extractor}, {@link GuardPolicy}, {@link HealthCheck}, {@link LessonSharing},
 * {@link WaitResolver}, {@link WorkSource}. What people read of a mistake is a {@link MidwatchError}.
 *
 * @module midwatch
 */

export type {
  AgentDefinition,
  CommitIdentity,
  PartConfig,
  SessionLimits,
  Tool,
  ToolName,
} from "./core/contracts/agent.ts";
export type {
  AnswerJudge,
  Backend,
  BackendEvent,
  BackendRequest,
  EarlierRun,
  EndedRun,
  LeftLessons,
  Offered,
  OwnContext,
  Reopened,
  ToolResult,
} from "./core/contracts/backend.ts";
export type {
  BriefEntry,
  BriefQuestion,
  BriefSection,
  Company,
  Keyed,
  Outside,
  Section,
} from "./core/contracts/brief.ts";
export type { Channel, DeliveryLookup, Draft, Letter, LetterKind, Sent } from "./core/contracts/channel.ts";
export type { Clock } from "./core/contracts/clock.ts";
export type { Contained, ContainmentName } from "./core/contracts/containment.ts";
export type { Embedder } from "./core/contracts/embedder.ts";
export type { EventBody, Listener, MidwatchEvent, StartedWith } from "./core/contracts/events.ts";
export type { FleetHistory, Obligation, SessionFilter, SessionRecord } from "./core/contracts/fleet-history.ts";
export type { HealthCheck, HealthQuestion, Trouble, Unmet, WorkspaceFacts } from "./core/contracts/health.ts";
export type { HealthHistory, WaitingItem } from "./core/contracts/health-history.ts";
export type { HealthReport, HealthStatus } from "./core/contracts/health-report.ts";
export type { Acknowledgement, HealthRun, Incident } from "./core/contracts/incidents.ts";
export type { LessonFacts, LessonSharing } from "./core/contracts/lessons.ts";
export type { HeldLock, Lock } from "./core/contracts/locks.ts";
export type {
  Edge,
  EdgeType,
  Extraction,
  Extractor,
  Fading,
  MemoryKind,
  Noticed,
  RunSaid,
} from "./core/contracts/memory.ts";
export type { Need } from "./core/contracts/needs.ts";
export type { KeptTip, Outcome, OutcomeKind, Proof, Publication, Remains } from "./core/contracts/outcome.ts";
export type { PhaseName } from "./core/contracts/phase-name.ts";
export type {
  CommandPart,
  Factory,
  Host,
  Plugin,
  PluginRegistry,
  Schema,
  SchemaIssue,
  Slots,
  Store,
} from "./core/contracts/plugin.ts";
export type {
  BudgetPolicy,
  Caps,
  Dispatch,
  DispatchPolicy,
  Guard,
  GuardEvent,
  GuardPolicy,
  Situation,
  Watched,
} from "./core/contracts/policy.ts";
export type { Price, Prices } from "./core/contracts/prices.ts";
export type {
  HostProcess,
  ProcessEvent,
  ProcessExit,
  Processes,
  ProcessSpec,
  Reach,
} from "./core/contracts/processes.ts";
export type { RefusalKind } from "./core/contracts/refusal.ts";
export type { Rescue, RescueFilter, RescueState } from "./core/contracts/rescues.ts";
export type {
  BackendResult,
  Cause,
  ModelUsage,
  Stated,
  StopReason,
  SubscriptionWindow,
  Usage,
} from "./core/contracts/run-result.ts";
export type { Due } from "./core/contracts/session.ts";
export type {
  AgentSpending,
  CapScope,
  EndingCount,
  RaisedCap,
  Reservation,
  SpendingHistory,
  SpendingTime,
} from "./core/contracts/spending.ts";
export type { Verdict } from "./core/contracts/verdict.ts";
export type { WaitAnswer, WaitQuestion, WaitResolver } from "./core/contracts/waits.ts";
export type {
  AfterRule,
  AtRule,
  Calendar,
  ClockTime,
  DatesOfMonth,
  Days,
  DayWindow,
  EventRule,
  EveryRule,
  LocalDay,
  OnceRule,
  Timed,
  TimeRule,
  When,
  WhenRule,
} from "./core/contracts/when.ts";
export type {
  Address,
  Candidate,
  FileEdit,
  ItemRef,
  ItemReport,
  ItemState,
  Origin,
  Tier,
  WorkItem,
  WorkQuestion,
  WorkSource,
  WorkspaceView,
} from "./core/contracts/work.ts";
export { MidwatchError } from "./core/errors.ts";
export { conditionsIn, isCondition } from "./core/text/conditions.ts";
export { allow, refuse } from "./core/text/verdict.ts";
