import type { AgentCall } from "./call.ts";

/** Something found, and where. */
export interface Sourced<T = string> {
  readonly value: T;
  readonly from: string;
}

/** A schedule, with the time zone it is meant in where that is said. */
export interface Schedule extends Sourced {
  readonly zone?: Sourced;
}

/** Starter of a job, as it can be turned off and on again. */
export type Origin =
  | {
      readonly kind: "crontab";
      /** The file; `crontab` for this person's own. */
      readonly path: string;
      readonly line: number;
      /** Words that cron runs, as it logs them. */
      readonly command: string;
      readonly from: string;
    }
  | {
      readonly kind: "unit";
      /** The service, and the timers that start it. */
      readonly name: string;
      readonly timers: readonly string[];
      readonly user: boolean;
      /** Files of all of them, by name. */
      readonly files: Readonly<Record<string, string>>;
      readonly from: string;
    };

/** Something that runs an agent in this repository: at which times, and with which call. */
export interface Job {
  /** Name for the agent when nothing better is known. */
  readonly name: string;
  /** Purpose of it, by its own word. */
  readonly title?: Sourced;
  readonly when: readonly Schedule[];
  /** Schedules that stood there and are none in midwatch's words, and why. */
  readonly refused?: readonly (Sourced & { readonly why: string })[];
  /** Its time limits, in minutes. The shortest is the one that holds. */
  readonly limits: readonly Sourced<number>[];
  readonly user?: Sourced;
  /** Places that its environment comes from: files, and the names of variables. */
  readonly environment: readonly Sourced[];
  readonly directory?: Sourced;
  /** The unit or crontab line that starts it, and how to switch that off. */
  readonly start: Sourced;
  readonly origins: readonly Origin[];
  readonly call: Sourced<AgentCall>;
  /** The script the call stands in: a path in the repository, or an absolute one. */
  readonly script?: string;
  /** Settings that could not be carried over, a sentence each. */
  readonly remarks: readonly string[];
}

export interface Jobs {
  readonly jobs: readonly Job[];
  /** Files that could not be read or followed, a sentence each. */
  readonly problems: readonly string[];
  /** Those of them that name the repository and may run an agent there. */
  readonly unfollowed: readonly Unfollowed[];
}

/** Something that names the repository and cannot be followed, and why. */
export interface Unfollowed {
  readonly origin: Origin;
  readonly why: string;
}
