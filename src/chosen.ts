import type { BriefSettings } from "./core/brief/briefing.ts";
import type { Backends } from "./core/contracts/backend.ts";
import type { BriefSection } from "./core/contracts/brief.ts";
import type { Fleet } from "./core/contracts/fleet.ts";
import type { HealthCheck } from "./core/contracts/health.ts";
import type { LessonBook } from "./core/contracts/lessons.ts";
import type { BudgetPolicy, DispatchPolicy, GuardPolicy } from "./core/contracts/policy.ts";
import type { ReviewWorkspace } from "./core/contracts/review.ts";
import type { WorkSource } from "./core/contracts/work.ts";
import type { Remembering } from "./core/learning/session-memory.ts";
import type { Channels } from "./core/outbox/outbox.ts";
import type { Lookout } from "./core/work/waits.ts";

/** Things the loop is given: a fleet, and the parts its files chose. */
export interface Chosen {
  readonly fleet: Fleet;
  readonly backends: Backends;
  readonly budget?: BudgetPolicy;
  readonly dispatch: DispatchPolicy;
  readonly sources: readonly WorkSource[];
  readonly healthChecks: readonly HealthCheck[];
  readonly guards?: readonly GuardPolicy[];
  readonly lessons?: LessonBook;
  readonly briefSections?: readonly BriefSection[];
  readonly brief?: BriefSettings;
  readonly channels?: Channels;
  readonly memory?: Remembering | undefined;
  readonly reviewWorkspace?: ReviewWorkspace;
  readonly lookout?: Lookout;
}
