import type { ServiceIdentifier } from "inversify";
import type { Briefing, BriefSettings } from "./core/brief/briefing.ts";
import type { Backends } from "./core/contracts/backend.ts";
import type { BriefSection } from "./core/contracts/brief.ts";
import type { Fleet } from "./core/contracts/fleet.ts";
import type { HealthCheck } from "./core/contracts/health.ts";
import type { BudgetPolicy, DispatchPolicy, GuardPolicy } from "./core/contracts/policy.ts";
import type { ReviewWorkspace } from "./core/contracts/review.ts";
import type { WorkSource } from "./core/contracts/work.ts";
import type { Roster } from "./core/dues/roster.ts";
import type { HealthMonitor } from "./core/health/monitor.ts";
import type { Learning } from "./core/learning/learning.ts";
import type { SessionLessons } from "./core/learning/session-lessons.ts";
import type { SessionMemory } from "./core/learning/session-memory.ts";
import type { Channels, Outbox } from "./core/outbox/outbox.ts";
import type { Publisher } from "./core/publish/publisher.ts";
import type { Rescuer } from "./core/publish/rescuer.ts";
import type { UnsentEffects } from "./core/rescues/unsent.ts";
import type { Opening } from "./core/session/opening.ts";
import type { Recovery } from "./core/session/recovery.ts";
import type { Phases, SessionRunner } from "./core/session/session-runner.ts";
import type { Watch, WatchParts } from "./core/watch/watch.ts";
import type { Outlook } from "./core/work/outlook.ts";
import type { Lookout } from "./core/work/waits.ts";

const token = <T>(name: string) => Symbol.for(`midwatch.${name}`) as ServiceIdentifier<T>;

/** Everything the container holds, by name and type. */
export const Token = {
  backends: token<Backends>("backends"),
  briefing: token<Briefing>("briefing"),
  briefSections: token<readonly BriefSection[]>("briefSections"),
  briefSettings: token<BriefSettings>("briefSettings"),
  budget: token<BudgetPolicy>("budget"),
  channels: token<Channels>("channels"),
  commit: token<Phases["commit"]>("commit"),
  watchParts: token<WatchParts>("watchParts"),
  dispatch: token<DispatchPolicy>("dispatch"),
  execute: token<Phases["execute"]>("execute"),
  fleet: token<Fleet>("fleet"),
  guards: token<readonly GuardPolicy[]>("guards"),
  health: token<HealthMonitor>("health"),
  healthChecks: token<readonly HealthCheck[]>("healthChecks"),
  learning: token<Learning>("learning"),
  lessons: token<SessionLessons>("lessons"),
  reviewWorkspace: token<ReviewWorkspace>("reviewWorkspace"),
  memory: token<SessionMemory>("memory"),
  lookout: token<Lookout>("lookout"),
  opening: token<Opening>("opening"),
  outbox: token<Outbox>("outbox"),
  outlook: token<Outlook>("outlook"),
  publisher: token<Publisher>("publisher"),
  recovery: token<Recovery>("recovery"),
  rescuer: token<Rescuer>("rescuer"),
  roster: token<Roster>("roster"),
  runner: token<SessionRunner>("runner"),
  select: token<Phases["select"]>("select"),
  sources: token<readonly WorkSource[]>("sources"),
  status: token<Phases["status"]>("status"),
  unsent: token<UnsentEffects>("unsent"),
  watch: token<Watch>("watch"),
} as const;
