import type { HealthReport } from "../contracts/health-report.ts";
import type { Incident } from "../contracts/incidents.ts";
import { incidentKey } from "../text/incident-key.ts";

/** Person who knows of an incident at a moment; undefined when there is none, or not any more. */
export function knownBy({ acknowledged }: Incident, now: number): string | undefined {
  if (!acknowledged) return undefined;
  return acknowledged.until === undefined || acknowledged.until > now ? acknowledged.by : undefined;
}

/** The reports, each with who knows of it. */
export function acknowledge(
  reports: readonly HealthReport[],
  incidents: readonly Incident[],
  now: number,
): readonly HealthReport[] {
  const known = new Map(incidents.map((incident) => [incident.key, knownBy(incident, now)]));
  return reports.map((report) => {
    const by = report.status === "pass" ? undefined : known.get(incidentKey(report));
    return by === undefined ? report : { ...report, acknowledged: by };
  });
}
