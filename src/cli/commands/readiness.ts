import { join } from "node:path";
import { allowed, backendOf } from "../../agent-backend.ts";
import type { Config } from "../../config/config.ts";
import type { AgentDefinition } from "../../core/contracts/agent.ts";
import type { HealthReport } from "../../core/contracts/health-report.ts";
import type { Host } from "../../core/contracts/plugin.ts";
import { messageOf } from "../../core/errors.ts";
import { contained, probed } from "../../core/health/vital.ts";
import { systemClock } from "../../core/host/clock.ts";
import type { Containment } from "../../core/host/containments.ts";
import { readCredentials } from "../../core/host/credentials.ts";
import { branchAt, type RemoteAnswer } from "../../core/host/git/remote-heads.ts";
import { ContainedProcesses } from "../../core/host/processes.ts";
import { askCommand } from "../../core/parts/ask.ts";
import type { Parts } from "../../core/parts/parts.ts";
import { CREDENTIALS_FILE } from "../../fleet-folder.ts";
import { doing } from "../views/doing.ts";
import { worksWith } from "./works-with.ts";

/** Answer whether a session of an agent could begin now, and, when it could not, why. */
export interface Readiness {
  readonly name: string;
  readonly ready: boolean;
  readonly reasons: readonly string[];
  /** Settings that may be well, and could not be found out, or are not as they might be. */
  readonly doubts: readonly string[];
  /** Settings it works with, defaults among them. */
  readonly with: string;
}

const PROBE_MS = 15_000;

/** Asks for each agent, all at once, what a session would ask before it begins: no model, and nothing is written. */
export async function readinessOf(
  config: Config,
  { parts, means }: { readonly parts: Parts; readonly means: Containment },
  signal: AbortSignal,
): Promise<readonly Readiness[]> {
  doing("asking whether each agent can run");
  const host = hostFor(config, means);
  const remotes = new Map(config.workspaces.map(({ name, remote, branch }) => [name, branchAt(remote, branch)]));
  return Promise.all(
    config.agents.map(async (agent) => {
      const [own, remote] = await Promise.all([
        reportsOn(config, agent, { parts, host, means, signal }),
        remotes.get(agent.workspace),
      ]);
      const { reports, most } = own;
      return { ...judgeReadiness(agent.name, reports, remote), with: worksWith({ agent, most }) };
    }),
  );
}

function hostFor({ folder, state, prices }: Config, means: Containment): Host {
  const processes = new ContainedProcesses(means);
  const environment = allowed(process.env);
  const credentials = readCredentials(join(state, CREDENTIALS_FILE));
  const ask = askCommand({ processes, environment }, folder);
  return { clock: systemClock, processes, environment, credentials, folder, ask, prices };
}

interface ReadinessParts {
  readonly parts: Parts;
  readonly host: Host;
  readonly means: Containment;
  readonly signal: AbortSignal;
}

async function reportsOn(
  config: Config,
  agent: AgentDefinition,
  made: ReadinessParts,
): Promise<{ readonly reports: readonly HealthReport[]; readonly most?: number | undefined }> {
  const { host, means, signal } = made;
  try {
    const backend = backendOf(config, agent, made);
    const probe = await probed(backend, agent, { clock: host.clock, signal, most: PROBE_MS });
    const most = backend.free ? undefined : made.parts.make("budget", config.budget, host).caps(agent).run;
    return { reports: [contained(means, backend, agent), probe], most };
  } catch (thrown) {
    return { reports: [{ check: agent.backend.use, status: "fail", detail: messageOf(thrown) }] };
  }
}

function judgeReadiness(
  name: string,
  reports: readonly HealthReport[],
  remote: RemoteAnswer | undefined,
): Omit<Readiness, "with"> {
  const told = (wanted: HealthReport["status"]) =>
    reports.filter(({ status }) => status === wanted).map(({ check, detail }) => `${check}: ${detail}`);
  const reasons = [...told("fail"), ...(remote?.kind === "wrong" ? [`remote: ${remote.reason}`] : [])];
  const doubts = [...told("warn"), ...(remote?.kind === "unknown" ? [`remote: ${remote.reason}`] : [])];
  return { name, ready: reasons.length === 0, reasons, doubts };
}
