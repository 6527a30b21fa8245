import type { HealthReport } from "../../contracts/health-report.ts";
import type { HealthRun, Incident } from "../../contracts/incidents.ts";

/** A row of the table of incidents. */
export interface IncidentRow {
  readonly key: string;
  readonly first: string;
  readonly report: string;
  readonly opened: number;
  readonly seen: number;
  readonly resolved: number | null;
  readonly by: string | null;
  readonly until: number | null;
}

/** As everybody else knows it. */
export const toIncident = ({ key, first, report, opened, seen, resolved, by, until }: IncidentRow): Incident => ({
  key,
  first,
  report: JSON.parse(report) as HealthReport,
  openedAt: opened,
  seenAt: seen,
  ...(resolved !== null && { resolvedAt: resolved }),
  ...(by !== null && { acknowledged: { by, ...(until !== null && { until }) } }),
});

/** A row of what each check has found last. */
export interface RunRow extends Omit<HealthRun, "reports"> {
  readonly reports: string;
}

/** As everybody else knows it. */
export const toRun = ({ reports, ...row }: RunRow): HealthRun => ({
  ...row,
  reports: JSON.parse(reports) as HealthReport[],
});
