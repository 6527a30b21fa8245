import type { AgentDefinition } from "../contracts/agent.ts";
import type { Fleet } from "../contracts/fleet.ts";
import type { HealthCheck, HealthReport } from "../contracts/health.ts";
import type { Fetched } from "../contracts/host.ts";
import { type Checked, type Ended, end, type Phase, type Session } from "../contracts/session.ts";
import { messageOf } from "../errors.ts";
import type { Publisher } from "../publisher.ts";
import type { Backends } from "./execute.ts";

/** Phase 1. Send what earlier sessions could not, fetch, then ask: is this agent fit to work? A "fail" ends it here. */
export class StatusPhase implements Phase<Session, Checked> {
  readonly name = "status";
  private readonly fleet: Fleet;
  private readonly backends: Backends;
  private readonly checks: readonly HealthCheck[];
  private readonly publisher: Publisher;

  constructor(fleet: Fleet, backends: Backends, checks: readonly HealthCheck[], publisher: Publisher) {
    this.fleet = fleet;
    this.backends = backends;
    this.checks = checks;
    this.publisher = publisher;
  }

  async run(session: Session, signal: AbortSignal): Promise<Checked | Ended> {
    const workspace = this.fleet.workspaces.get(session.agent.workspace);
    const unsent = await this.publisher.drain(workspace, signal);
    const [fetched, ...examined] = await Promise.all([
      workspace.fetch(signal),
      this.backends.get(session.agent.name).probe(signal),
      ...this.checks.map((check) => examine(check, session.agent, signal)),
    ]);
    if (fetched.ok) await this.publisher.fulfil(workspace, fetched.commit);
    const health = [
      reachable(fetched),
      ...unsent.map((reason): HealthReport => ({ check: "unpublished", status: "warn", detail: reason })),
      ...examined,
    ];
    const failed = health.filter(({ status }) => status === "fail");
    if (failed.length > 0 || fetched.commit === undefined) return end(session, { kind: "unfit", reason: list(failed) });
    return { ...session, upstream: fetched.commit, health };
  }
}

/** Without the remote an agent can work on what was fetched last; with nothing ever fetched, it cannot. */
function reachable(fetched: Fetched): HealthReport {
  if (fetched.ok) return { check: "remote", status: "pass", detail: "fetched" };
  const status = fetched.commit === undefined ? "fail" : "warn";
  return { check: "remote", status, detail: fetched.reason };
}

/** A check that cannot be made counts as a warning: it must not be what stops the work. */
async function examine(check: HealthCheck, agent: AgentDefinition, signal: AbortSignal): Promise<HealthReport> {
  try {
    return await check.check(agent, signal);
  } catch (thrown) {
    return { check: check.name, status: "warn", detail: `could not be checked: ${messageOf(thrown)}` };
  }
}

const list = (reports: readonly HealthReport[]) => reports.map(({ check, detail }) => `${check}: ${detail}`).join("; ");
