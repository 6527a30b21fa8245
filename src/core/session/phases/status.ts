import type { AgentDefinition } from "../../contracts/agent.ts";
import type { Backends, Offered } from "../../contracts/backend.ts";
import type { Fleet } from "../../contracts/fleet.ts";
import type { HealthReport } from "../../contracts/health-report.ts";
import type { Checked, Ended, Phase, Session } from "../../contracts/session.ts";
import type { Workspace } from "../../contracts/workspace.ts";
import { messageOf } from "../../errors.ts";
import type { HealthMonitor } from "../../health/monitor.ts";
import { contained, probed, reachable } from "../../health/vital.ts";
import { StopOrders } from "../../holds/stop-orders.ts";
import type { SessionMemory } from "../../learning/session-memory.ts";
import { answersReport } from "../../outbox/pending-answers.ts";
import type { UnsentEffects } from "../../rescues/unsent.ts";
import type { RescueUpkeep } from "../../rescues/upkeep.ts";
import { end } from "../../text/session-end.ts";

/** Milliseconds that a backend may take to say whether it is there. */
const PROBE_MS = 60_000;

/** Parts that settle the work, memories and refs left by earlier sessions. */
interface Settling {
  readonly unsent: UnsentEffects;
  readonly memory: SessionMemory;
  readonly upkeep: RescueUpkeep;
}

interface Fetched {
  readonly workspace: Workspace;
  readonly upstream: string;
}

/** Phase 1. Send what earlier sessions could not, fetch, then ask: is this agent fit to work? A "fail" ends it here. */
export class StatusPhase implements Phase<Session, Checked> {
  readonly name = "status";
  private readonly fleet: Fleet;
  private readonly backends: Backends;
  private readonly stopOrders: StopOrders;
  private readonly monitor: HealthMonitor;
  private readonly unsent: UnsentEffects;
  private readonly memory: SessionMemory;
  private readonly upkeep: RescueUpkeep;

  constructor(fleet: Fleet, backends: Backends, monitor: HealthMonitor, { unsent, memory, upkeep }: Settling) {
    this.fleet = fleet;
    this.backends = backends;
    this.monitor = monitor;
    this.stopOrders = new StopOrders(fleet);
    this.unsent = unsent;
    this.memory = memory;
    this.upkeep = upkeep;
  }

  async run(session: Session, signal: AbortSignal): Promise<Checked | Ended> {
    const workspace = this.fleet.workspaces.get(session.agent.workspace);
    const unsent = await this.unsent.send(workspace, signal);
    const backend = this.backends.get(session.agent.name);
    const [fetched, probe, found] = await Promise.all([
      workspace.fetch(signal),
      probed(backend, session.agent, { signal: AbortSignal.any([signal, AbortSignal.timeout(PROBE_MS)]) }),
      this.monitor.before(session.agent, signal),
    ]);
    if (signal.aborted) return end(session, { kind: "stopped", cause: "stopped", reason: messageOf(signal.reason) });
    const kept = fetched.ok ? await this.tend({ workspace, upstream: fetched.commit }, signal) : [];
    const fit = contained(this.fleet.processes.containment, backend, session.agent);
    const offered = fetched.commit === undefined ? undefined : await backend.offered?.(workspace.view(fetched.commit));
    const health = await this.monitor.conclude(
      session,
      [fit, reachable(workspace.name, fetched), ableToBegin(probe, offered)],
      [
        ...unsent.map(
          (reason): HealthReport => ({ check: "unpublished", status: "warn", detail: reason, quotes: true }),
        ),
        ...(await answersReport(this.fleet.ledger.history)),
        ...kept,
        ...found,
        ...(await this.memory.check(session, signal)),
        ...(await this.trust(session.agent, offered)),
      ],
    );
    const stopped = fetched.commit && (await this.stopOrders.inWorkspace(session.agent.workspace, fetched.commit));
    if (stopped) return end(session, { kind: "stopped", cause: "stopped", reason: stopped });
    const failed = health.filter(({ status }) => status === "fail");
    if (failed.length > 0 || fetched.commit === undefined)
      return end(session, { kind: "unfit", reason: joinReports(failed) });
    return { ...session, upstream: fetched.commit, health };
  }

  /** Looks after kept work of earlier sessions. A failure is a warning: it must not stop this session. */
  private async tend({ workspace, upstream }: Fetched, signal: AbortSignal): Promise<readonly HealthReport[]> {
    const failed = await this.upkeep.tend(workspace, upstream, signal).catch(messageOf);
    if (failed === undefined) return [];
    const detail = `kept work of ${workspace.name} could not be updated: ${failed}`;
    return [{ check: "kept-work", status: "warn", detail, quotes: true }];
  }

  /**
   * Settings that have changed since the owner approved them: a warning, and an obligation of the owner's until they
   * have looked.
   */
  private async trust(
    { workspace }: AgentDefinition,
    offered: readonly Offered[] | undefined,
  ): Promise<readonly HealthReport[]> {
    // Others may look at the same workspace with other eyes; what is on or broken was never asked about.
    if (!offered || offered.some(({ state }) => state === "on" || state === "broken")) return [];
    const changed = [...new Set(offered.filter(({ state }) => state === "changed").map(({ source }) => source))];
    const { ledger, clock } = this.fleet;
    if (changed.length === 0) {
      await ledger.fulfil(trustKey(workspace));
      return [];
    }
    const detail = `${changed.join(", ")} of ${workspace} changed since approved: the approved copy stays active`;
    const action = `${detail}; run midwatch trust ${workspace} to look at it`;
    await ledger.oblige({ key: trustKey(workspace), owner: "owner", action, at: clock.now() });
    return [{ check: "trust", status: "warn", detail }];
  }
}

/** Answer of the backend, who cannot begin at all where a file of the workspace is broken. */
function ableToBegin(probe: HealthReport, offered: readonly Offered[] = []): HealthReport {
  const broken = offered.find(({ state }) => state === "broken");
  return broken && probe.status !== "fail"
    ? { ...probe, status: "fail", detail: `${broken.source} ${broken.reason}` }
    : probe;
}

/** Key of the obligation to look at a workspace whose settings have changed. */
export const trustKey = (workspace: string): string => `trust:${workspace}`;

const joinReports = (reports: readonly HealthReport[]) =>
  reports.map(({ check, detail }) => `${check}: ${detail}`).join("; ");
