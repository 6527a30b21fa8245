import { builtIn } from "../../../built-in.ts";
import { loadConfig } from "../../../config/config.ts";
import type { AgentDefinition } from "../../../core/contracts/agent.ts";
import { MovingRecord } from "../../moving/record.ts";
import { systemd } from "../../moving/systemd.ts";
import { crontabPlace } from "../../moving/text-places.ts";
import { doing } from "../../views/doing.ts";
import { fleetReadiness } from "../fleet-readiness.ts";
import type { Places } from "../init/survey.ts";
import type { Readiness } from "../readiness.ts";
import { carryOutCutover } from "./carry-out.ts";
import type { CutoverArguments } from "./command.ts";
import { type Cutover, planCutover } from "./cutover.ts";
import { findOldJobs } from "./old-jobs.ts";
import { type WayOn, wayOn } from "./turning-on.ts";

/** Everything that cutover would do, and why it does not. */
export interface PreparedCutover {
  readonly fleet: string;
  readonly record: MovingRecord;
  readonly cutover: Cutover;
  readonly on: WayOn;
  readonly problems: readonly string[];
  readonly refusals: readonly string[];
}

interface LookOptions {
  readonly places: Places;
  readonly signal: AbortSignal;
}

/** Looks at the machine and the fleet. Changes nothing. */
export async function prepare(
  fleet: string,
  args: CutoverArguments,
  { places, signal }: LookOptions,
): Promise<PreparedCutover> {
  const record = new MovingRecord(fleet);
  record.steps();
  const { agents, workspaces } = await loadConfig(fleet, builtIn());
  const checkouts = workspaces.flatMap(({ tree: { checkout } }) => (checkout === undefined ? [] : [checkout]));
  doing("looking for what runs here already");
  const old = await findOldJobs([...new Set([fleet, ...checkouts])], places);
  const cutover = await planCutover(old.jobs, args, systemd);
  const crontab = systemd.runs ? "" : ((await crontabPlace.read())?.toString("utf8") ?? "");
  const on = await wayOn(fleet, { ...args, fleet, now: true }, { systemd: systemd.runs, crontab });
  doing("asking whether each agent could run");
  const readiness = args.unready ? [] : await fleetReadiness(fleet, signal);
  return {
    fleet,
    record,
    cutover,
    on,
    problems: old.problems,
    refusals: [...cutover.refusals, ...neverDue(agents), ...notReady(readiness)],
  };
}

export const carryOut = ({ cutover, on, record }: PreparedCutover): Promise<void> =>
  carryOutCutover(cutover, on, { systemd, crontab: crontabPlace, record, now: Date.now() });

const neverDue = (agents: readonly AgentDefinition[]): string[] =>
  agents.some(({ when }) => (when?.rules.length ?? 0) > 0)
    ? []
    : ["no agent has a schedule, so nothing would ever run: write when: into an agent's file"];

const notReady = (agents: readonly Readiness[]): string[] =>
  agents
    .filter(({ ready }) => !ready)
    .map(({ name, reasons }) => `${name} could not run: ${reasons.join("; ")} (--unready cuts over all the same)`);
