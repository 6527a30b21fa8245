import type { AgentDefinition } from "../../core/contracts/agent.ts";
import type { FleetHistory } from "../../core/contracts/fleet-history.ts";
import type { HealthReport } from "../../core/contracts/health-report.ts";
import { moment } from "./words.ts";

const RECENT_SESSIONS = 10;

/** Reports of the subscriptions' windows of which little is left, where a backend tells of one. */
export async function windowReports(
  agents: readonly AgentDefinition[],
  history: FleetHistory,
  { now, percent: threshold }: { readonly now: number; readonly percent: number },
): Promise<readonly HealthReport[]> {
  const reports: HealthReport[] = [];
  for (const backend of new Set(agents.map((agent) => agent.backend.use))) {
    const latest = await history.sessions({ backend, limit: RECENT_SESSIONS });
    const window = latest.find(({ usage }) => usage?.window !== undefined)?.usage?.window;
    const value = Math.round(100 * (window?.used ?? 0));
    if (!window || now >= window.until || value < threshold) continue;
    const detail = `${value} % of the subscription's window of ${backend} is used; it resets at ${moment(window.until)}`;
    const measured = { value, threshold, unit: "%", needsPerson: true };
    reports.push({ check: "burn", about: `${backend}/window`, status: "warn", detail, ...measured });
  }
  return reports;
}
