import type { AgentDefinition } from "../contracts/agent.ts";
import type { Backend } from "../contracts/backend.ts";
import type { Contained } from "../contracts/containment.ts";
import type { HealthCheck } from "../contracts/health.ts";
import type { HealthReport } from "../contracts/health-report.ts";
import type { Fetched } from "../contracts/workspace.ts";
import { messageOf } from "../errors.ts";
import { BUDGET } from "../holds/asked-caps.ts";
import { inTime } from "./examination.ts";
import { FLEET_FILES } from "./fleet-files.ts";
import { MISTAKES } from "./mistakes.ts";

/** Checks whose failure keeps a session from starting; besides those of backend, remote and containment. */
const VITAL: readonly string[] = ["disk"];

export const REMOTE = "remote";

/** Names of the checks that need no declaration, besides each agent's backend. */
export const FOR_ALL: readonly string[] = ["containment", REMOTE, "dispatch", BUDGET, FLEET_FILES, MISTAKES];

/** True when the check is made before every session, whichever agent it is about. */
export const isVital = ({ name }: Pick<HealthCheck, "name">): boolean => VITAL.includes(name);

/**
 * Report as a session counts it: the failure of a check that is not vital becomes a warning, and keeps no session from
 * starting.
 */
export function cannotStop(report: HealthReport): HealthReport {
  return report.status === "fail" && !VITAL.includes(report.check) ? { ...report, status: "warn" } : report;
}

/**
 * Report on an agent's containment. An agent that is not contained as the owner wants does not start. One that does
 * what a model says, and that the owner leaves uncontained, starts, with a warning for as long as that is so.
 */
export function contained(
  { name, refusal, modelRefusal, uncontained }: Contained,
  { runsOwnersProgram }: Backend,
  agent: AgentDefinition,
): HealthReport {
  const common = { check: "containment", about: agent.name, needsPerson: true } as const;
  const against = refusal ?? (runsOwnersProgram ? undefined : modelRefusal);
  if (against !== undefined) return { ...common, status: "fail", detail: against };
  return uncontained === undefined || runsOwnersProgram
    ? { ...common, status: "pass", detail: name }
    : { ...common, status: "warn", detail: uncontained };
}

/**
 * Report on the remote. Without it an agent can work on the commit fetched last; with nothing ever fetched, it cannot.
 */
export function reachable(workspace: string, fetched: Fetched): HealthReport {
  const common = { check: REMOTE, about: workspace, needsPerson: true } as const;
  if (fetched.ok) return { ...common, status: "pass", detail: "fetched" };
  const status = fetched.commit === undefined ? "fail" : "warn";
  return { ...common, status, detail: fetched.reason, quotes: true };
}

/** Report that says if an agent's backend is there and signed in. */
export async function probed(
  backend: Backend,
  { name }: AgentDefinition,
  waiting: Parameters<typeof inTime>[1],
): Promise<HealthReport> {
  const common = { check: backend.name, about: name, needsPerson: true } as const;
  try {
    return { ...(await inTime(async (until) => backend.probe(until), waiting)), ...common };
  } catch (thrown) {
    return { ...common, status: "fail", detail: `could not be asked: ${messageOf(thrown)}` };
  }
}
