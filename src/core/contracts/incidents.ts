import type { HealthReport } from "./health-report.ts";

/** Finding of one check at one time. */
export interface HealthRun {
  readonly check: string;
  /** Agent or workspace it was about; empty for the fleet. */
  readonly subject: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly reports: readonly HealthReport[];
  /** The check could not be made: what it had warned of before is as it was, as far as is known. */
  readonly failed?: boolean;
}

/** Something that is wrong, from when it was first seen until it is no more. The same cause is one incident. */
export interface Incident {
  /** Of the cause: "disk", "cadence:journal", "no-op:trader". */
  readonly key: string;
  /** The first of what was seen, and so the same for as long as it is open. */
  readonly first: string;
  /** The latest. */
  readonly report: HealthReport;
  /** Epoch milliseconds. */
  readonly openedAt: number;
  readonly seenAt: number;
  readonly resolvedAt?: number;
  readonly acknowledged?: Acknowledgement;
}

/** A person's word that they know of an incident. It ends when the incident does, when it gets worse, or at a time. */
export interface Acknowledgement {
  readonly by: string;
  /** Epoch milliseconds. */
  readonly until?: number;
}

/** Ledger's record of incidents and of the findings of checks. */
export interface IncidentRecord {
  /** Keeps what a check has found: opens and touches incidents, and resolves those of its subject that are no more. */
  observe(run: HealthRun): Promise<void>;
  /** False when no incident of that key is open. */
  acknowledge(key: string, acknowledgement: Acknowledgement): Promise<boolean>;
  /** Resolves incidents that are not looked at any more: those of other checks than these, or about other subjects. */
  retire(
    known: { readonly checks: readonly string[]; readonly subjects: readonly string[] },
    at: number,
  ): Promise<void>;
  /** Openings, turns to the worse and endings that have not been told, the oldest first. */
  untold(): Promise<readonly Incident[]>;
  /** Notes that it has been told. A process that is killed between telling and this tells it again. */
  told(incident: Incident): Promise<void>;
}
