import type { HealthCheck } from "../core/contracts/health.ts";
import type { Factory } from "../core/contracts/plugin.ts";
import type { GuardPolicy } from "../core/contracts/policy.ts";
import { caps } from "./budget/caps.ts";
import { commandSection } from "./command/brief-section.ts";
import { commandChannel } from "./command/channel.ts";
import { commandDispatch } from "./command/dispatch.ts";
import { commandGuard } from "./command/guard.ts";
import { commandCheck } from "./command/health-check.ts";
import { commandResolver } from "./command/wait-resolver.ts";
import { commandSource } from "./command/work-source.ts";
import { onlyIfWork } from "./dispatch/only-if-work.ts";
import { roundRobin } from "./dispatch/round-robin.ts";
import { schedule } from "./dispatch/schedule.ts";
import { loop } from "./guards/loop.ts";
import { noProgress } from "./guards/no-progress.ts";
import { silence } from "./guards/silence.ts";
import { turns } from "./guards/turns.ts";
import { wallTime } from "./guards/wall-time.ts";
import { burn } from "./health/burn.ts";
import { cadence } from "./health/cadence.ts";
import { checksRan } from "./health/checks-ran.ts";
import { disk } from "./health/disk.ts";
import { git } from "./health/git.ts";
import { locks } from "./health/locks.ts";
import { logs } from "./health/logs.ts";
import { noOp } from "./health/no-op.ts";
import { service } from "./health/service.ts";
import { signIn } from "./health/sign-in.ts";
import { waiting } from "./health/waiting.ts";
import { lessonSharing } from "./lessons/sharing.ts";

const guards: readonly Factory<GuardPolicy>[] = [turns, silence, loop, noProgress, wallTime, commandGuard];

const healthChecks: readonly Factory<HealthCheck>[] = [
  disk,
  service,
  locks,
  cadence,
  logs,
  git,
  signIn,
  burn,
  waiting,
  noOp,
  checksRan,
  commandCheck,
];

/** The policies that come with midwatch, by slot. Each slot has a `command`: a program of the owner's in its place. */
export const policies = {
  briefSection: [commandSection],
  budget: [caps],
  channel: [commandChannel],
  dispatch: [schedule, roundRobin, onlyIfWork, commandDispatch],
  guard: guards,
  healthCheck: healthChecks,
  lessonSharing,
  waitResolver: [commandResolver],
  workSource: [commandSource],
} as const;
