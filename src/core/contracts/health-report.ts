/** As in the health+json draft. */
export type HealthStatus = "pass" | "warn" | "fail";

/**
 * Finding of a check. A "fail" of the backend, the disk, the ledger, the remote or the containment keeps a session
 * from starting; any other warns.
 */
export interface HealthReport {
  readonly check: string;
  readonly status: HealthStatus;
  /** A sentence. */
  readonly detail: string;
  /** The one of several causes, where a check can tell of several: an agent, a workspace, an item. */
  readonly about?: string;
  /** Measured value; `threshold` is where it begins to warn. */
  readonly value?: number;
  readonly threshold?: number;
  /** Unit of the two: "days", "%". */
  readonly unit?: string;
  /** Milliseconds since it was looked at, for an answer that is kept. */
  readonly age?: number;
  /** Its sentence quotes texts of others. */
  readonly quotes?: boolean;
  /** Only a person can mend it: it becomes no agent's work. */
  readonly needsPerson?: boolean;
  /** Person who has said that they know of it: it is shown, and warns no more. */
  readonly acknowledged?: string;
  /** Details by name, for a person who asks. */
  readonly facts?: Readonly<Record<string, string>>;
}
