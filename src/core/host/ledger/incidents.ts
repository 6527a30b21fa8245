import type { HealthReport } from "../../contracts/health-report.ts";
import type { Acknowledgement, HealthRun, Incident, IncidentRecord } from "../../contracts/incidents.ts";
import { incidentKey } from "../../text/incident-key.ts";
import type { Database } from "./database.ts";
import { type IncidentRow, toIncident } from "./incident-rows.ts";

/** Incidents, the person who acknowledged each, and the last result of each check. */
export class SqliteIncidents implements IncidentRecord {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  async observe(run: HealthRun): Promise<void> {
    const { check, subject, at, reports, failed = false } = run;
    this.db.transaction(() => {
      this.db.insert("health_run", { check, subject, at, reports: JSON.stringify(reports) }, "INSERT OR REPLACE");
      const wrong = reports.filter(({ status }) => status !== "pass");
      for (const report of wrong) this.note(report, run);
      if (!failed) this.resolveOthers(run, wrong.map(incidentKey));
    });
  }

  async acknowledge(key: string, { by, until }: Acknowledgement): Promise<boolean> {
    const sql = `UPDATE incident SET "by" = ?, until = ? WHERE key = ? AND resolved IS NULL`;
    return this.db.write(sql, by, until ?? null, key) > 0;
  }

  async retire(known: { readonly checks: readonly string[]; readonly subjects: readonly string[] }, at: number) {
    const of = (column: string) => `"${column}" NOT IN (SELECT value FROM json_each(?))`;
    const gone = `${of("check")} OR ${of("subject")}`;
    const values = [JSON.stringify(known.checks), JSON.stringify(known.subjects)];
    this.db.transaction(() => {
      this.db.write(`UPDATE incident SET resolved = ? WHERE resolved IS NULL AND (${gone})`, at, ...values);
      this.db.write(`DELETE FROM health_run WHERE ${gone}`, ...values);
    });
  }

  /** Incidents to tell of. One that ended untold is not among them: there is nothing to take back. */
  async untold(): Promise<readonly Incident[]> {
    const sql = `SELECT * FROM incident WHERE resolved IS NULL AND (told IS NULL OR (told = 'warn' AND report ->> 'status' = 'fail'))
      OR resolved IS NOT NULL AND told IN ('warn', 'fail') ORDER BY opened, id`;
    return this.db.rows<IncidentRow>(sql).map(toIncident);
  }

  async told({ key, openedAt, resolvedAt, report }: Incident): Promise<void> {
    const said = resolvedAt === undefined ? report.status : "resolved";
    this.db.write("UPDATE incident SET told = ? WHERE key = ? AND opened = ?", said, key, openedAt);
  }

  private note(report: HealthReport, { check, subject, at }: HealthRun): void {
    const key = incidentKey(report);
    const text = JSON.stringify(report);
    // Whoever knows of a warning does not know of a failure.
    const sql = `UPDATE incident SET seen = ?1, report = ?2,
      "by" = CASE WHEN report ->> 'status' = 'warn' AND ?2 ->> 'status' = 'fail' THEN NULL ELSE "by" END
      WHERE key = ?3 AND resolved IS NULL`;
    if (this.db.write(sql, at, text, key) > 0) return;
    this.db.insert("incident", { key, check, subject, first: report.detail, report: text, opened: at, seen: at });
  }

  private resolveOthers({ check, subject, at }: HealthRun, keys: readonly string[]): void {
    const sql = `UPDATE incident SET resolved = ? WHERE resolved IS NULL AND "check" = ? AND subject = ?
      AND key NOT IN (SELECT value FROM json_each(?))`;
    this.db.write(sql, at, check, subject, JSON.stringify(keys));
  }
}
