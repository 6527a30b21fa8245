import type { HealthReport } from "../contracts/health-report.ts";
import type { HealthRun } from "../contracts/incidents.ts";

/** Times of the answers that count: not before the one, not after the other, in epoch milliseconds. */
interface Fresh {
  readonly from: number;
  readonly now: number;
}

/** Answers of checks that all is well, for whoever need not ask again. Trouble may be mended by now. */
export class KeptAnswers {
  private readonly known: ReadonlyMap<string, readonly HealthReport[]>;

  constructor(runs: readonly HealthRun[], { from, now }: Fresh) {
    const fresh = runs.filter((run) => run.at >= from && run.at <= now && isWell(run));
    this.known = new Map(fresh.map((run) => [keyOf(run.check, run.subject), aged(run, now)]));
  }

  /** Reports of a check about a subject, with their age; undefined when it has to be asked. */
  of(check: string, subject: string): readonly HealthReport[] | undefined {
    return this.known.get(keyOf(check, subject));
  }
}

const isWell = ({ reports }: HealthRun) => reports.every(({ status }) => status === "pass");

export const aged = ({ reports, at }: HealthRun, now: number): readonly HealthReport[] =>
  reports.map((report) => ({ ...report, age: now - at }));

const keyOf = (check: string, subject: string) => JSON.stringify([check, subject]);
